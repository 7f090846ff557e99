package io.holdfast.election;

import java.util.Arrays;

/**
 * The arithmetic of thresholds: sick when N of the last M checks failed, healthy again when K in a row went well. Unknown
 * before the first: a candidate does not stand before a first good check, one is enough. Recovery forgets the failures
 * before it. Confined to its gate.
 */
final class HealthWindow {
    private final boolean[] failed;
    private final int failures;
    private final int recoveries;
    private int next;
    private int counted;
    private int goodInARow;
    private boolean healthy;
    private boolean sick;

    HealthWindow(HealthPolicy policy) {
        this.failed = new boolean[policy.of()];
        this.failures = policy.failures();
        this.recoveries = policy.recoveries();
    }

    /** Takes the next result, and says whether it is healthy now. */
    boolean add(boolean good) {
        if (failed[next]) {
            counted--;
        }
        failed[next] = !good;
        counted += good ? 0 : 1;
        next = (next + 1) % failed.length;
        goodInARow = good ? Math.min(goodInARow + 1, recoveries) : 0;
        if (healthy && counted >= failures) {
            healthy = false;
            sick = true;
        } else if (!healthy && good && (!sick || goodInARow == recoveries)) {
            recover();
        } else if (!healthy && counted >= failures) {
            sick = true;
        }
        return healthy;
    }

    private void recover() {
        healthy = true;
        sick = false;
        Arrays.fill(failed, false);
        counted = 0;
    }

    /** How many of those it looks at failed. */
    int counted() {
        return counted;
    }
}
