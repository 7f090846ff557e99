package io.holdfast.cli.bench;

import java.time.Duration;
import java.util.Objects;

/**
 * One load.
 *
 * @param workload what it consists of
 * @param readPercent the share of reads of a mixed load
 * @param valueSize bytes a value
 * @param keys over how many keys the operations spread evenly
 * @param connections how many clients share the load
 * @param warmup how long to run before measuring
 * @param duration how long to measure
 * @param seed what keys and values are drawn from
 */
public record BenchPlan(
        Workload workload,
        int readPercent,
        int valueSize,
        int keys,
        int connections,
        Duration warmup,
        Duration duration,
        long seed) {
    /** Checks the ranges; a mistake is an {@link IllegalArgumentException} that names the flag. */
    public BenchPlan {
        Objects.requireNonNull(workload, "workload");
        check(readPercent >= 0 && readPercent <= 100, "--read-percent lies between 0 and 100");
        check(valueSize >= 0 && valueSize <= 1 << 20, "--value-size lies between 0 and 1048576");
        check(keys >= 1 && keys <= 10_000_000, "--keys lies between 1 and 10000000");
        check(connections >= 1 && connections <= 1024, "--connections lies between 1 and 1024");
        check(!warmup.isNegative(), "--warmup must not be negative");
        check(!duration.isNegative() && !duration.isZero(), "--duration must be positive");
    }

    /** The share of reads of this load in percent. */
    int reads() {
        return switch (workload) {
            case PUT, WATCH, LEASE -> 0;
            case GET -> 100;
            case MIXED -> readPercent;
        };
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
