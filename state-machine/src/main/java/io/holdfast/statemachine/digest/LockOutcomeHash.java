package io.holdfast.statemachine.digest;

import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.outcome.LockOutcome;

/** The hash of an answer about locks; texts for people are left out, their wording may change between releases. */
final class LockOutcomeHash implements LockOutcome.Handler<Long> {
    private static final LockOutcomeHash INSTANCE = new LockOutcomeHash();

    private LockOutcomeHash() {}

    static long of(LockOutcome outcome) {
        return outcome.accept(INSTANCE);
    }

    @Override
    public Long granted(LockOutcome.Granted outcome) {
        return numbers(17, outcome.revision(), outcome.token(), outcome.limit());
    }

    @Override
    public Long queued(LockOutcome.Queued outcome) {
        return numbers(18, outcome.revision(), outcome.position());
    }

    @Override
    public Long released(LockOutcome.Released outcome) {
        return numbers(19, outcome.revision(), outcome.token());
    }

    @Override
    public Long withdrawn(LockOutcome.Withdrawn outcome) {
        return numbers(20, outcome.revision(), outcome.position());
    }

    @Override
    public Long freed(LockOutcome.Freed outcome) {
        return numbers(21, outcome.revision(), outcome.holds());
    }

    @Override
    public Long permitsSet(LockOutcome.PermitsSet outcome) {
        return numbers(22, outcome.revision(), outcome.permits());
    }

    @Override
    public Long held(LockOutcome.Held outcome) {
        return hold(numbers(23, outcome.revision()), outcome.hold());
    }

    @Override
    public Long shown(LockOutcome.Shown outcome) {
        long hash = lock(numbers(24, outcome.revision()), outcome.lock());
        hash = numbers(hash, outcome.holders().size());
        for (HoldRecord holder : outcome.holders()) {
            hash = hold(hash, holder);
        }
        for (WaitRecord waiter : outcome.waiters()) {
            hash = wait(hash, waiter);
        }
        return hash;
    }

    @Override
    public Long listed(LockOutcome.Listed outcome) {
        long hash = numbers(25, outcome.revision(), outcome.more() ? 1 : 0);
        for (LockRecord lock : outcome.locks()) {
            hash = lock(hash, lock);
        }
        return hash;
    }

    @Override
    public Long published(LockOutcome.Published outcome) {
        return numbers(26, outcome.revision());
    }

    @Override
    public Long changes(LockOutcome.Changes outcome) {
        long hash = numbers(27, outcome.revision(), outcome.head());
        hash = numbers(hash, outcome.missed() ? 1 : 0, outcome.more() ? 1 : 0);
        HoldRecord leader = outcome.leader();
        hash = leader == null ? numbers(hash, 0) : hold(numbers(hash, 1), leader);
        for (ElectionChange change : outcome.changes()) {
            hash = change(hash, change);
        }
        return hash;
    }

    private static long change(long seed, ElectionChange change) {
        long hash = numbers(seed, change.number(), change.step().number(), change.token(), change.session());
        hash = numbers(hash, change.end().number(), change.atMillis());
        hash = texts(hash, change.election(), change.candidate(), change.client());
        return Hash64.mix(hash, change.value());
    }

    private static long lock(long seed, LockRecord lock) {
        long hash = numbers(Hash64.mix(seed, lock.name()), lock.kind().number(), lock.limit(), lock.fixed() ? 1 : 0);
        hash = numbers(hash, lock.taken(), lock.holders(), lock.waiters());
        return numbers(hash, lock.lastToken(), lock.coolingMillis());
    }

    private static long hold(long seed, HoldRecord hold) {
        long hash = numbers(seed, hold.session(), hold.acquisition(), hold.token(), hold.sinceMillis());
        return texts(claim(hash, hold.claim()), hold.client(), hold.principal(), hold.address());
    }

    private static long wait(long seed, WaitRecord wait) {
        long hash = numbers(seed, wait.session(), wait.acquisition(), wait.ticket(), wait.sinceMillis());
        return texts(claim(hash, wait.claim()), wait.client(), wait.principal(), wait.address());
    }

    private static long claim(long seed, LockClaim claim) {
        long hash = numbers(seed, claim.mode().number(), claim.permits(), claim.limit());
        hash = texts(numbers(hash, claim.maxHoldMillis(), claim.delayMillis()), claim.owner(), claim.label());
        return claim.mode() == LockMode.LEADER ? Hash64.mix(numbers(hash, claim.priority()), claim.value()) : hash;
    }

    private static long numbers(long seed, long... numbers) {
        long hash = seed;
        for (long number : numbers) {
            hash = Hash64.mix(hash, number);
        }
        return hash;
    }

    private static long texts(long seed, String... texts) {
        long hash = seed;
        for (String text : texts) {
            hash = Hash64.mix(hash, text);
        }
        return hash;
    }
}
