package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.SessionCommand;

/**
 * Commands as bytes, on the wire and in the log alike: the message {@code Command} of {@code command.proto}. What an
 * older release wrote decodes forever. Safe for any thread.
 */
public final class CommandCodec {
    private CommandCodec() {}

    /**
     * Encodes a command.
     *
     * @throws IllegalArgumentException if it takes more than {@link #maxSize}, its transactions nest deeper than {@link
     *     Limits#MAX_TRANSACTION_DEPTH}, or a list or text in it is longer than its limit: no node would take it
     */
    public static Bytes encode(Command command) {
        int most = maxSize(command);
        ProtoWriter writer = new ProtoWriter((int) Math.min(SizeBound.of(command), most));
        command.accept(new CommandWriter(writer));
        if (writer.size() > most) {
            throw new IllegalArgumentException(
                    "the command takes " + writer.size() + " bytes encoded, at most " + most + " are allowed");
        }
        return Bytes.wrap(writer.toArray());
    }

    /**
     * The most bytes a command may take encoded: {@link Limits#MAX_COMMAND_BYTES}, and for one with a name {@link
     * Limits#REQUEST_NAME_BYTES} more, so that a name never makes a command too large.
     */
    public static int maxSize(Command command) {
        return command instanceof SessionCommand.Once
                ? Limits.MAX_COMMAND_BYTES + Limits.REQUEST_NAME_BYTES
                : Limits.MAX_COMMAND_BYTES;
    }

    /**
     * Decodes a command. Its keys and values are copies: the command does not hold on to {@code encoded}.
     *
     * @throws MalformedException if the bytes are not exactly one command of this version
     */
    public static Command decode(Bytes encoded) throws MalformedException {
        return decode(encoded.sharedArray(), 0, encoded.size());
    }

    /**
     * Decodes the command in {@code length} bytes of {@code array} from {@code offset}, as {@link #decode(Bytes)}.
     *
     * @throws MalformedException if the bytes are not exactly one command of this version
     */
    public static Command decode(byte[] array, int offset, int length) throws MalformedException {
        return CommandReader.command(new ProtoReader(array, offset, length));
    }
}
