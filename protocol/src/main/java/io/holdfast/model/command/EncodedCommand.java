package io.holdfast.model.command;

import io.holdfast.model.Bytes;
import java.util.Objects;

/**
 * A command together with the bytes it came in: the bytes go into the log unchanged, the command is what the leader
 * applies.
 *
 * @param command the decoded command
 * @param bytes its encoding
 */
public record EncodedCommand(Command command, Bytes bytes) {
    /** Refuses null. */
    public EncodedCommand {
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(bytes, "bytes");
    }
}
