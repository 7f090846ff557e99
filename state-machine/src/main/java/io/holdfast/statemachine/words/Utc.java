package io.holdfast.statemachine.words;

/** Moments as people read them. Calendars of the JDK stand beside its clocks, which have no place here. */
public final class Utc {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int DAYS_OF_400_YEARS = 146_097;

    /** From the first of March of the year 0, where counting is easy because leap days come last, to 1970. */
    private static final int DAYS_TO_1970 = 719_468;

    private Utc() {}

    /** {@code 2026-11-22T20:51:47Z}, of milliseconds since 1970. */
    public static String text(long millis) {
        long days = Math.floorDiv(millis, DAY_MILLIS) + DAYS_TO_1970;
        long era = Math.floorDiv(days, DAYS_OF_400_YEARS);
        int day = (int) Math.floorMod(days, (long) DAYS_OF_400_YEARS);
        int year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        int dayOfYear = day - (365 * year + year / 4 - year / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1;
        long second = Math.floorMod(millis, DAY_MILLIS) / 1_000;
        return (era * 400 + year + (month >= 10 ? 1 : 0)) + "-" + two(month < 10 ? month + 3 : month - 9) + "-"
                + two(dayOfMonth) + "T" + two(second / 3_600) + ":" + two(second / 60 % 60) + ":" + two(second % 60)
                + "Z";
    }

    private static String two(long number) {
        return (number < 10 ? "0" : "") + number;
    }
}
