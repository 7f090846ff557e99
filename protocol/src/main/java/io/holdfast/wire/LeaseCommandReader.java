package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.command.LeaseCommand;
import java.util.ArrayList;
import java.util.List;

/** Reads the commands of leases. */
final class LeaseCommandReader {
    private LeaseCommandReader() {}

    static LeaseCommand.Grant grant(ProtoReader reader) throws MalformedException {
        long lease = 0;
        long ttlMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lease = reader.int64("lease");
                case 2 -> ttlMillis = reader.int64("ttl_millis");
                default -> throw reader.unknownField();
            }
        }
        return new LeaseCommand.Grant(lease, ttlMillis);
    }

    static LeaseCommand.Revoke revoke(ProtoReader reader) throws MalformedException {
        long lease = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            lease = reader.int64("lease");
        }
        return new LeaseCommand.Revoke(lease);
    }

    static LeaseCommand.Expire expire(ProtoReader reader) throws MalformedException {
        long lease = 0;
        long epoch = 0;
        long term = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lease = reader.int64("lease");
                case 2 -> epoch = reader.int64("epoch");
                case 3 -> term = reader.int64("term");
                default -> throw reader.unknownField();
            }
        }
        return new LeaseCommand.Expire(lease, epoch, term);
    }

    static LeaseCommand.Checkpoint checkpoint(ProtoReader reader) throws MalformedException {
        List<LeaseCommand.Bound> bounds = new ArrayList<>();
        long term = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("bounds", bounds, Limits.MAX_RENEWALS, LeaseCommandReader::bound);
                case 2 -> term = reader.int64("term");
                default -> throw reader.unknownField();
            }
        }
        return new LeaseCommand.Checkpoint(bounds, term);
    }

    private static LeaseCommand.Bound bound(ProtoReader reader) throws MalformedException {
        long lease = 0;
        long epoch = 0;
        long boundMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lease = reader.int64("lease");
                case 2 -> epoch = reader.int64("epoch");
                case 3 -> boundMillis = reader.int64("bound_millis");
                default -> throw reader.unknownField();
            }
        }
        return new LeaseCommand.Bound(lease, epoch, boundMillis);
    }
}
