package io.holdfast.benchmarks.locks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What the kernel says of processor time so far (Linux's {@code /proc}), in seconds of one core.
 *
 * @param nanos when, by the monotonic clock
 * @param servers taken by the servers together
 * @param client taken by this process
 * @param everybody taken by all there is on the machine
 */
public record Machine(long nanos, double servers, double client, double everybody) {
    private static final double TICKS_A_SECOND = 100;

    /** Now, of these processes and all. */
    public static Machine now(List<Long> servers) {
        return new Machine(
                System.nanoTime(),
                servers.stream().mapToDouble(Machine::process).sum(),
                process(ProcessHandle.current().pid()),
                busy());
    }

    /** The load average of the last minute. */
    public static double load() {
        return Double.parseDouble(read(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    }

    /** Resident memory of a process, in MiB. */
    public static long residentMebibytes(long process) {
        return Arrays.stream(read(Path.of("/proc/" + process + "/status")).split("\n"))
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .sum();
    }

    /** Seconds since then. */
    public double secondsSince(Machine before) {
        return (nanos - before.nanos) / 1e9;
    }

    /** How many cores others than servers and client kept busy: the noise in what was measured. */
    public double othersSince(Machine before) {
        double all = everybody - before.everybody;
        double ours = servers - before.servers + client - before.client;
        return Math.max(0, all - ours) / secondsSince(before);
    }

    private static double process(long id) {
        String line = read(Path.of("/proc/" + id + "/stat"));
        // The second field, the program's name in parentheses, may hold blanks.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    private static double busy() {
        String[] fields = read(Path.of("/proc/stat")).split("\n", 2)[0].split(" +", -1);
        long busy = 0;
        for (int i = 1; i < fields.length; i++) {
            boolean idle = i == 4 || i == 5;
            boolean countedAsUser = i == 9 || i == 10;
            busy += idle || countedAsUser ? 0 : Long.parseLong(fields[i]);
        }
        return busy / TICKS_A_SECOND;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
