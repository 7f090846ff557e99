package io.holdfast.statemachine.twin;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.CoordinationState;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Draws commands over few locks, few sessions and few owners, so that they meet; many of them repeated or late. */
final class RandomLocks {
    private static final int SESSIONS = 5;
    private static final List<LockMode> MODES = List.of(LockMode.values());

    private final Random random;
    private final int names;
    private long youngest;
    private long acquisitions;
    private long tokens;
    private List<SessionRecord> sessions = List.of();

    RandomLocks(long seed) {
        random = new Random(seed);
        names = 1 + random.nextInt(3);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    Command command(CoordinationState state) {
        sessions = state.sessions().after(0, 10);
        tokens = state.locks().grants();
        if (sessions.size() < 2 || (sessions.size() < SESSIONS && chance(10))) {
            return new SessionCommand.Open(++youngest, 10_000, "client" + youngest, "p", "host:" + youngest);
        }
        return chance(3) ? end(state) : lockCommand();
    }

    private Command end(CoordinationState state) {
        SessionRecord one = sessions.get(random.nextInt(sessions.size()));
        LeaseRecord lease = Objects.requireNonNull(state.leases().get(one.lease()));
        return switch (random.nextInt(4)) {
            case 0 -> new SessionCommand.Close(one.session());
            case 1 -> new SessionCommand.Kill(one.session(), "root", "drawn");
            default -> new LeaseCommand.Expire(lease.lease(), lease.epoch(), 1);
        };
    }

    private LockCommand lockCommand() {
        String name = name();
        int dice = random.nextInt(100);
        if (dice < 52) {
            long number = chance(80) ? ++acquisitions : acquisition();
            return new LockCommand.Acquire(session(), number, name, claim(name), chance(85));
        }
        if (dice < 76) {
            return new LockCommand.Release(session(), acquisition(), name, successor(name));
        }
        if (dice < 80) {
            return new LockCommand.Publish(session(), acquisition(), name, value());
        }
        if (dice < 87) {
            return new LockCommand.Withdraw(session(), acquisition(), name);
        }
        if (dice < 91) {
            return new LockCommand.Revoke(name, chance(50) ? 0 : token(), "root", "", successor(name));
        }
        if (dice < 93) {
            return new LockCommand.SetPermits(name, random.nextInt(6));
        }
        return dice < 97 ? new LockCommand.EndHold(name, token(), 1) : new LockCommand.EndDelay(name, token(), 1);
    }

    private LockClaim claim(String name) {
        boolean semaphore = name.startsWith("s");
        LockMode alone = name.startsWith("e") ? LockMode.LEADER : LockMode.EXCLUSIVE;
        LockMode mode = semaphore
                ? LockMode.PERMITS
                : name.startsWith("r") ? (chance(65) ? LockMode.READ : LockMode.WRITE) : alone;
        mode = chance(2) ? MODES.get(random.nextInt(MODES.size())) : mode;
        boolean permits = mode == LockMode.PERMITS;
        return new LockClaim(
                mode,
                permits ? 1 + random.nextInt(4) : 1,
                permits ? 1 + random.nextInt(5) : 0,
                chance(30) ? 1 + random.nextInt(1_000) : 0,
                chance(20) ? 1 + random.nextInt(1_000) : 0,
                chance(50) ? "o" + random.nextInt(3) : "",
                mode == LockMode.LEADER ? candidate() : "",
                mode == LockMode.LEADER && chance(50) ? random.nextInt(3) : 0,
                mode == LockMode.LEADER ? value() : Bytes.EMPTY);
    }

    private String candidate() {
        return chance(80) ? "c" + random.nextInt(4) : "";
    }

    private String successor(String name) {
        return chance(name.startsWith("e") ? 30 : 2) ? candidate() : "";
    }

    private Bytes value() {
        return chance(10) ? Bytes.EMPTY : Bytes.utf8("v" + random.nextInt(5));
    }

    String name() {
        return List.of("x", "r", "s", "e").get(random.nextInt(4)) + random.nextInt(names);
    }

    long session() {
        return !sessions.isEmpty() && chance(97)
                ? sessions.get(random.nextInt(sessions.size())).session()
                : 1 + random.nextInt(9);
    }

    /** Mostly a late one. */
    long acquisition() {
        return Math.max(1, acquisitions - random.nextInt(25));
    }

    /** A number of a change of elections, of which there were so many; sometimes none. */
    long change(long count) {
        return random.nextInt((int) count + 2) - 1L;
    }

    long token() {
        return Math.max(1, tokens - random.nextInt(8));
    }
}
