package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockGuard;
import java.util.List;

/** Writes the commands of locks. */
final class LockCommandWriter implements LockCommand.Handler<ProtoWriter> {
    private final ProtoWriter writer;

    LockCommandWriter(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter acquire(LockCommand.Acquire acquire) {
        int mark = writer.size();
        writer.bool(5, acquire.queue());
        LockClaimCodec.write(writer, 4, acquire.claim());
        return acquisition(14, mark, acquire.session(), acquire.acquisition(), acquire.name());
    }

    @Override
    public ProtoWriter release(LockCommand.Release release) {
        int mark = writer.size();
        writer.text(4, "successor", release.successor(), Limits.MAX_LOCK_TEXT_BYTES);
        return acquisition(15, mark, release.session(), release.acquisition(), release.name());
    }

    @Override
    public ProtoWriter withdraw(LockCommand.Withdraw withdraw) {
        return acquisition(17, writer.size(), withdraw.session(), withdraw.acquisition(), withdraw.name());
    }

    @Override
    public ProtoWriter revoke(LockCommand.Revoke revoke) {
        int mark = writer.size();
        writer.text(5, "successor", revoke.successor(), Limits.MAX_LOCK_TEXT_BYTES);
        writer.text(4, "why", revoke.why(), Limits.MAX_WHY_BYTES);
        writer.text(3, "by", revoke.by(), Limits.MAX_PRINCIPAL_BYTES);
        writer.number(2, revoke.token());
        LockClaimCodec.writeName(writer, 1, revoke.name());
        writer.message(18, mark);
        return writer;
    }

    @Override
    public ProtoWriter setPermits(LockCommand.SetPermits set) {
        int mark = writer.size();
        writer.number(2, set.permits());
        LockClaimCodec.writeName(writer, 1, set.name());
        writer.message(19, mark);
        return writer;
    }

    @Override
    public ProtoWriter endHold(LockCommand.EndHold end) {
        return end(20, end.name(), end.token(), end.term());
    }

    @Override
    public ProtoWriter endDelay(LockCommand.EndDelay end) {
        return end(21, end.name(), end.token(), end.term());
    }

    @Override
    public ProtoWriter guarded(LockCommand.Guarded guarded) {
        List<LockGuard> guards = guarded.guards();
        if (guards.size() > Limits.MAX_GUARDS) {
            throw new IllegalArgumentException(
                    guards.size() + " guards of a write, at most " + Limits.MAX_GUARDS + " are allowed");
        }
        int mark = writer.size();
        int content = writer.size();
        guarded.command().accept((Command.Domains<ProtoWriter>) new CommandWriter(writer));
        writer.message(2, content);
        for (int i = guards.size() - 1; i >= 0; i--) {
            int guard = writer.size();
            writer.number(2, guards.get(i).token());
            LockClaimCodec.writeName(writer, 1, guards.get(i).name());
            writer.message(1, guard);
        }
        writer.message(LockCommandReader.GUARDED, mark);
        return writer;
    }

    @Override
    public ProtoWriter publish(LockCommand.Publish publish) {
        int mark = writer.size();
        LockClaimCodec.writeValue(writer, 4, publish.value());
        return acquisition(23, mark, publish.session(), publish.acquisition(), publish.name());
    }

    private ProtoWriter acquisition(int field, int mark, long session, long acquisition, String name) {
        LockClaimCodec.writeName(writer, 3, name);
        writer.number(2, acquisition);
        writer.fixed64(1, session);
        writer.message(field, mark);
        return writer;
    }

    private ProtoWriter end(int field, String name, long token, long term) {
        int mark = writer.size();
        writer.number(3, term);
        writer.number(2, token);
        LockClaimCodec.writeName(writer, 1, name);
        writer.message(field, mark);
        return writer;
    }
}
