package io.holdfast.statemachine.twin;

import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the shortest circle of waiters by writing down who waits for whom and trying every length. */
final class NaiveCircles {
    private NaiveCircles() {}

    /** Whether two cannot hold an exclusive or a read-write lock together. */
    static boolean exclude(LockClaim one, LockClaim other) {
        return one.mode() != LockMode.READ || other.mode() != LockMode.READ;
    }

    /** How many steps the shortest way takes from one who asks back to himself; 0 if there is none. */
    static int shortest(Collection<NaiveLocks.Lock> locks, NaiveLocks.Party asking) {
        if (asking.claim().owner().isEmpty() || asking.claim().mode() == LockMode.PERMITS) {
            return 0;
        }
        TreeMap<String, Set<String>> waitsFor = new TreeMap<>();
        Set<String> first = new TreeSet<>();
        for (NaiveLocks.Lock lock : locks) {
            if (lock.kind != LockKind.SEMAPHORE) {
                List<NaiveLocks.Party> queue = new ArrayList<>();
                for (NaiveLocks.Party waiter : lock.queue) {
                    waitsFor.computeIfAbsent(owner(waiter), owner -> new TreeSet<>())
                            .addAll(blockers(lock, queue, waiter));
                    queue.add(waiter);
                }
                if (lock.name.equals(asking.name())) {
                    queue.removeIf(
                            waiter -> waiter.claim().priority() < asking.claim().priority());
                    first.addAll(blockers(lock, queue, asking));
                }
            }
        }
        Set<String> reached = first;
        for (int steps = 1; steps <= waitsFor.size() + 1; steps++) {
            if (reached.contains(owner(asking))) {
                return steps;
            }
            Set<String> next = new TreeSet<>();
            reached.forEach(owner -> next.addAll(waitsFor.getOrDefault(owner, Set.of())));
            reached = next;
        }
        return 0;
    }

    /** The owners who must let go before this one can have the lock. */
    private static Set<String> blockers(NaiveLocks.Lock lock, List<NaiveLocks.Party> ahead, NaiveLocks.Party waiter) {
        Set<String> blockers = new TreeSet<>();
        boolean behind = false;
        for (NaiveLocks.Party party : ahead) {
            if (exclude(party.claim(), waiter.claim())) {
                blockers.add(owner(party));
                behind = true;
            }
        }
        for (NaiveLocks.Party holder : lock.holders) {
            if (behind || exclude(holder.claim(), waiter.claim())) {
                blockers.add(owner(holder));
            }
        }
        blockers.remove("");
        return blockers;
    }

    private static String owner(NaiveLocks.Party party) {
        String owner = party.claim().owner();
        return owner.isEmpty() ? "" : party.session() + "/" + owner;
    }
}
