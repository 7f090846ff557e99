package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.command.LeaseCommand;
import java.util.List;

/** Writes the commands of leases. */
final class LeaseCommandWriter implements LeaseCommand.Handler<ProtoWriter> {
    private final ProtoWriter writer;

    LeaseCommandWriter(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter grant(LeaseCommand.Grant grant) {
        int mark = writer.size();
        writer.number(2, grant.ttlMillis());
        writer.number(1, grant.lease());
        writer.message(5, mark);
        return writer;
    }

    @Override
    public ProtoWriter revoke(LeaseCommand.Revoke revoke) {
        int mark = writer.size();
        writer.number(1, revoke.lease());
        writer.message(6, mark);
        return writer;
    }

    @Override
    public ProtoWriter expire(LeaseCommand.Expire expire) {
        int mark = writer.size();
        writer.number(3, expire.term());
        writer.number(2, expire.epoch());
        writer.number(1, expire.lease());
        writer.message(7, mark);
        return writer;
    }

    @Override
    public ProtoWriter checkpoint(LeaseCommand.Checkpoint checkpoint) {
        List<LeaseCommand.Bound> bounds = checkpoint.bounds();
        if (bounds.size() > Limits.MAX_RENEWALS) {
            throw new IllegalArgumentException(
                    bounds.size() + " bounds in a checkpoint, at most " + Limits.MAX_RENEWALS + " are allowed");
        }
        int mark = writer.size();
        writer.number(2, checkpoint.term());
        for (int i = bounds.size() - 1; i >= 0; i--) {
            write(bounds.get(i));
        }
        writer.message(8, mark);
        return writer;
    }

    private void write(LeaseCommand.Bound bound) {
        int mark = writer.size();
        writer.number(3, bound.boundMillis());
        writer.number(2, bound.epoch());
        writer.number(1, bound.lease());
        writer.message(1, mark);
    }
}
