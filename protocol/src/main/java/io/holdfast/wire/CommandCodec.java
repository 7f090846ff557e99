package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;

/**
 * Commands as bytes, on the wire and in the log alike: the message {@code Command} of {@code command.proto}. What an
 * older release wrote decodes forever. Safe for any thread.
 */
public final class CommandCodec {
    private CommandCodec() {}

    /**
     * Encodes a command.
     *
     * @throws IllegalArgumentException if it takes more than {@link Limits#MAX_COMMAND_BYTES} or its transactions nest
     *     deeper than {@link Limits#MAX_TRANSACTION_DEPTH}: no node would take it
     */
    public static Bytes encode(Command command) {
        ProtoWriter writer = new ProtoWriter((int) Math.min(SizeBound.of(command), Limits.MAX_COMMAND_BYTES));
        command.accept(new CommandWriter(writer));
        if (writer.size() > Limits.MAX_COMMAND_BYTES) {
            throw new IllegalArgumentException("the command takes " + writer.size() + " bytes encoded, at most "
                    + Limits.MAX_COMMAND_BYTES + " are allowed");
        }
        return Bytes.wrap(writer.toArray());
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
