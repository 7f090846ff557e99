package io.holdfast.client.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 5s}, {@code 1h30m}, or {@code PT5S}. */
final class Durations {
    private static final Pattern WRITTEN = Pattern.compile(
            "(?:([0-9]{1,6})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,12})ms)?");

    private Durations() {}

    static Duration parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!text.isEmpty() && matcher.matches()) {
            return Duration.ofDays(part(matcher, 1))
                    .plusHours(part(matcher, 2))
                    .plusMinutes(part(matcher, 3))
                    .plusSeconds(part(matcher, 4))
                    .plusMillis(part(matcher, 5));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "a duration is written as 250ms, 5s, 10m, 1h30m or PT5S, not as \"" + text + "\"", e);
        }
    }

    private static long part(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }
}
