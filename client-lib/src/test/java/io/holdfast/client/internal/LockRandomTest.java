package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.lock.Hold;
import io.holdfast.model.Leader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Acquisitions against a network that cuts, and loses answers and pushes, at random: pain 5 of the field. */
class LockRandomTest extends LockCluster {
    @Test
    void whateverIsLostOnTheWayNobodyHoldsTwiceAndNothingIsLeftBehind() {
        for (long seed = 1; seed <= 40; seed++) {
            restart(1_000, 8 << 20, "n1:7400");
            beginLocks();
            assertThat(wreck(new Random(seed))).as("seed %d", seed).isEmpty();
        }
    }

    /** Acquires, releases, cancels, cuts and loses at random; gives what is wrong at the end. */
    private List<String> wreck(Random random) {
        List<String> wrong = new ArrayList<>();
        List<Asked> all = new ArrayList<>();
        SimulatedTransport.Opened stream = leading();
        for (int step = 0; step < 60; step++) {
            int dice = random.nextInt(10);
            if (dice < 4) {
                all.add(random.nextBoolean() ? acquire("x") : acquire("x", random.nextInt(300)));
            } else if (dice < 6 && !all.isEmpty()) {
                Asked one = all.get(random.nextInt(all.size()));
                if (one.hold != null) {
                    one.hold.release();
                } else {
                    one.cancel.run();
                }
            } else if (dice < 7) {
                apply(stream, pending(stream).size());
                stream.end(CUT);
                stream = reconnected("n1", new Leader("n1", "n1:7400", 5 + step));
            } else if (dice < 8) {
                state.locks.pushes.clear();
                stream.end(CUT);
                stream = reconnected("n1", new Leader("n1", "n1:7400", 5 + step));
            } else {
                work(stream);
            }
            loop.advanceMillis(random.nextInt(50));
            List<Hold> believed = all.stream()
                    .map(asked -> asked.hold)
                    .filter(Objects::nonNull)
                    .filter(hold -> hold.remainingNanos() > 0)
                    .toList();
            if (believed.size() > 1) {
                wrong.add("step " + step + ": " + believed.size() + " holders");
            }
        }
        for (int round = 0; round < 400 && locks.open() > 0; round++) {
            workFor(stream, 50);
            all.stream().map(asked -> asked.hold).filter(Objects::nonNull).forEach(Hold::release);
        }
        if (locks.open() != 0 || !state.locks.holders("x").isEmpty()) {
            wrong.add(locks.open() + " open, held " + state.locks.holders("x").size());
        }
        if (all.stream().anyMatch(asked -> asked.told > 1)) {
            wrong.add("told twice");
        }
        if (state.locks.grants.isEmpty()) {
            wrong.add("nothing was ever granted");
        }
        return wrong;
    }
}
