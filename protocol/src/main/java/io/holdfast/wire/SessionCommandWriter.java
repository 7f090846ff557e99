package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.SessionCommand;

/** Writes the commands of sessions. */
final class SessionCommandWriter implements SessionCommand.Handler<ProtoWriter> {
    private final ProtoWriter writer;

    SessionCommandWriter(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter open(SessionCommand.Open open) {
        int mark = writer.size();
        writer.number(6, open.graceMillis());
        writer.text(5, "address", open.address(), Limits.MAX_ADDRESS_BYTES);
        writer.text(4, "principal", open.principal(), Limits.MAX_PRINCIPAL_BYTES);
        writer.text(3, "client", open.client(), Limits.MAX_NAME_BYTES);
        writer.number(2, open.ttlMillis());
        writer.fixed64(1, open.session());
        writer.message(9, mark);
        return writer;
    }

    @Override
    public ProtoWriter close(SessionCommand.Close close) {
        int mark = writer.size();
        writer.fixed64(1, close.session());
        writer.message(10, mark);
        return writer;
    }

    @Override
    public ProtoWriter kill(SessionCommand.Kill kill) {
        int mark = writer.size();
        writer.text(3, "why", kill.why(), Limits.MAX_WHY_BYTES);
        writer.text(2, "by", kill.by(), Limits.MAX_PRINCIPAL_BYTES);
        writer.fixed64(1, kill.session());
        writer.message(11, mark);
        return writer;
    }

    @Override
    public ProtoWriter once(SessionCommand.Once once) {
        int mark = writer.size();
        once.command().accept(new CommandWriter(writer));
        refuseLarge(writer.size() - mark);
        name(writer, mark, once.session(), once.sequence(), once.floor());
        return writer;
    }

    @Override
    public ProtoWriter resolve(SessionCommand.Resolve resolve) {
        int mark = writer.size();
        writer.number(3, resolve.floor());
        writer.number(2, resolve.sequence());
        writer.fixed64(1, resolve.session());
        writer.message(13, mark);
        return writer;
    }

    /** Writes a command that is encoded already with its name around it: the same bytes as {@link #once}. */
    static void once(ProtoWriter writer, Bytes command, long session, long sequence, long floor) {
        refuseLarge(command.size());
        int mark = writer.size();
        writer.raw(command);
        name(writer, mark, session, sequence, floor);
    }

    /** Makes the command written since {@code mark} one with a name. */
    private static void name(ProtoWriter writer, int mark, long session, long sequence, long floor) {
        writer.message(4, mark);
        writer.number(3, floor);
        writer.number(2, sequence);
        writer.fixed64(1, session);
        writer.message(12, mark);
    }

    private static void refuseLarge(int size) {
        if (size > Limits.MAX_COMMAND_BYTES) {
            throw new IllegalArgumentException("the command takes " + size + " bytes encoded, at most "
                    + Limits.MAX_COMMAND_BYTES + " are allowed");
        }
    }
}
