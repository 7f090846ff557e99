package io.holdfast.statemachine.lock;

import io.holdfast.model.snapshot.SnapshotException;
import java.util.Arrays;

/** Numbers of which none may come twice. Confined to one thread. */
final class UniqueNumbers {
    private final String what;
    private long[] numbers = new long[16];
    private int count;

    UniqueNumbers(String what) {
        this.what = what;
    }

    void add(long number) {
        numbers = count == numbers.length ? Arrays.copyOf(numbers, 2 * count) : numbers;
        numbers[count++] = number;
    }

    void requireUnique() throws SnapshotException {
        Arrays.sort(numbers, 0, count);
        for (int i = 1; i < count; i++) {
            if (numbers[i] == numbers[i - 1]) {
                throw new SnapshotException("two have the " + what + " " + numbers[i]);
            }
        }
    }
}
