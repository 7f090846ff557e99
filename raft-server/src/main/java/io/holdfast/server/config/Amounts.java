package io.holdfast.server.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code 5s} or {@code 1h30m}, sizes as {@code 512MiB} or {@code heap/8}: read and shown. */
final class Amounts {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final Pattern SIZE = Pattern.compile("(\\d+)(B|KiB|MiB|GiB)?");
    private static final Map<String, Integer> SHIFTS = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30);
    private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

    /** A share of the heap is at least this, which holds the largest frame, and at most what an int can count. */
    private static final long LEAST_SHARE = 8L << 20;

    private static final long LARGEST_SHARE = 1L << 30;
    private static final Pattern SHARE = Pattern.compile("heap/(\\d{1,4})");

    private Amounts() {}

    /** Reads a duration; throws {@link IllegalArgumentException} saying what is expected. */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "'; expected a duration such as 250ms, 5s or 1h30m");
        }
        try {
            long millis = 0;
            for (int i = 0; i < UNIT_MILLIS.length; i++) {
                String amount = matcher.group(i + 1);
                if (amount != null) {
                    millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(amount), UNIT_MILLIS[i]));
                }
            }
            return Duration.ofMillis(millis);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is longer than can be counted", e);
        }
    }

    /**
     * Reads a number of bytes, or a share of the heap such as {@code heap/8}; throws {@link IllegalArgumentException}
     * saying what is expected.
     */
    static long bytes(String text) {
        Matcher share = SHARE.matcher(text);
        return share.matches()
                ? share(Runtime.getRuntime().maxMemory(), Long.parseLong(share.group(1)))
                : plainBytes(text);
    }

    /** The whole mebibytes in one {@code part}-th of so many bytes, within 8 MiB and 1 GiB. */
    static long share(long heap, long part) {
        if (part == 0) {
            throw new IllegalArgumentException("'heap/0'; expected a share of the heap such as heap/8");
        }
        long bytes = ((heap / part) >> 20) << 20;
        return Math.max(LEAST_SHARE, Math.min(LARGEST_SHARE, bytes));
    }

    private static long plainBytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "'; expected a size such as 64KiB, 512MiB or heap/8");
        }
        String unit = matcher.group(2);
        try {
            return Math.multiplyExact(
                    Long.parseLong(matcher.group(1)), 1L << SHIFTS.getOrDefault(unit == null ? "B" : unit, 0));
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is more than can be counted", e);
        }
    }

    /** The shortest text that {@link #duration} reads back. */
    static String show(Duration duration) {
        long rest = duration.toMillis();
        if (rest <= 0) {
            return String.format(Locale.ROOT, "%dms", rest);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < UNITS.length; i++) {
            if (rest >= UNIT_MILLIS[i]) {
                text.append(rest / UNIT_MILLIS[i]).append(UNITS[i]);
                rest %= UNIT_MILLIS[i];
            }
        }
        return text.toString();
    }

    /** The shortest text that {@link #bytes} reads back. */
    static String showBytes(long bytes) {
        for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
            int shift = SHIFTS.getOrDefault(unit, 0);
            if (bytes > 0 && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + unit;
            }
        }
        return bytes + "B";
    }
}
