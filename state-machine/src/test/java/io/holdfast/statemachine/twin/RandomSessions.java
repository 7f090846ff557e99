package io.holdfast.statemachine.twin;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Draws commands and queries of leases and sessions, some of them bad, many of them repeated. */
final class RandomSessions {
    private final Random random;
    private final int spread;
    private final Map<Long, Long> newest = new HashMap<>();
    private List<LeaseRecord> leases = List.of();
    private long youngest = 1;

    RandomSessions(Random random) {
        this.random = random;
        this.spread = 1 + random.nextInt(4);
    }

    /** Tells which leases exist, so that what is drawn is worth asking for. */
    void leasesAre(List<LeaseRecord> present) {
        leases = present;
    }

    LeaseCommand leaseCommand() {
        int dice = random.nextInt(100);
        if (dice < 40) {
            return grant();
        }
        if (dice < 55) {
            return revoke();
        }
        if (dice < 75) {
            return new LeaseCommand.Expire(lease(), epoch(), 1);
        }
        List<LeaseCommand.Bound> bounds = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            LeaseRecord found = any();
            bounds.add(new LeaseCommand.Bound(found.lease(), found.epoch(), random.nextInt(12_000) - 1000));
        }
        bounds.add(new LeaseCommand.Bound(lease(), epoch(), 5));
        return new LeaseCommand.Checkpoint(bounds, 1);
    }

    SessionCommand sessionCommand() {
        int dice = random.nextInt(100);
        long session = session();
        if (dice < 45) {
            String principal = dice < 5 ? "mallory" : "alice";
            long grace = dice % 8 == 1 ? 100L * dice : 0;
            return new SessionCommand.Open(
                    session, random.nextInt(100_000) - 100, "client", principal, "host:" + dice, grace);
        }
        if (dice < 85) {
            long asked = sequence(session);
            return new SessionCommand.Resolve(session, asked, dice < 65 ? 0 : asked + 3 - random.nextInt(40));
        }
        youngest += spread > 1 || dice > 97 ? 1 : 0;
        return dice < 93 ? new SessionCommand.Close(session) : new SessionCommand.Kill(session, "root", "why");
    }

    /** A request: mostly the next one of its session, often an earlier one again. */
    SessionCommand.Once once(Command command) {
        long session = session();
        long sequence = sequence(session);
        long floor = sequence - random.nextInt(spread == 1 ? 900 : 40);
        if (chance(3)) {
            floor = sequence + random.nextInt(3);
        }
        newest.merge(session, sequence, Math::max);
        return new SessionCommand.Once(session, sequence, floor, command);
    }

    Command grantOrRevoke() {
        return chance(70) ? grant() : revoke();
    }

    Query query() {
        return switch (random.nextInt(3)) {
            case 0 -> new LeasesQuery(chance(50) ? 0 : lease(), random.nextInt(5));
            case 1 -> new SessionsQuery(chance(50) ? 0 : session(), random.nextInt(4));
            default -> new SessionQuery(session());
        };
    }

    /** The id of a lease, existing or not. */
    long lease() {
        return chance(85) ? any().lease() : random.nextInt(12);
    }

    private LeaseCommand.Grant grant() {
        long ttlMillis = chance(4) ? 9_000_000_000_000L + random.nextInt(2) : random.nextInt(60_000);
        return new LeaseCommand.Grant(chance(50) ? 0 : random.nextInt(20) - 1, chance(3) ? 0 : ttlMillis);
    }

    private LeaseCommand.Revoke revoke() {
        return new LeaseCommand.Revoke(lease());
    }

    private LeaseRecord any() {
        return leases.isEmpty() ? new LeaseRecord(1, 1, 1000, 1000, 0, 0) : leases.get(random.nextInt(leases.size()));
    }

    private long epoch() {
        return any().epoch();
    }

    private long session() {
        return chance(1) ? 0 : youngest + random.nextInt(spread);
    }

    private long sequence(long session) {
        long last = newest.getOrDefault(session, 0L);
        if (chance(65)) {
            return last + 1;
        }
        return chance(5) ? last + random.nextInt(1200) : last - random.nextInt(45);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
