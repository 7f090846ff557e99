package io.holdfast.statemachine.config;

import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.statemachine.words.Utc;

/**
 * The words of every "no" about configuration at one revision. What others wrote is cut, so that a message stays small enough
 * to be kept with its request.
 */
record ConfigWords(long revision) {
    private static final int NAME_CHARS = 64;
    private static final int AUTHOR_CHARS = 96;
    private static final int COMMENT_CHARS = 96;

    /** At most so many chars in quotes, none of which breaks a line. */
    static String quoted(String text, int chars) {
        int end = Math.min(text.length(), chars);
        boolean split = end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        StringBuilder shown = new StringBuilder("\"").append(text, 0, split ? end - 1 : end);
        for (int i = 1; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i))) {
                shown.setCharAt(i, '?');
            }
        }
        return shown.append(end < text.length() ? "…\"" : "\"").toString();
    }

    Rejection notFound(String set) {
        return no(Reason.CONFIG_SET_NOT_FOUND, "there is no " + named(set), 0);
    }

    Rejection noRelease(ConfigSet set, long number) {
        String latest = set.latest() == 0 ? "it has none yet" : "its latest is " + set.latest();
        return no(
                Reason.RELEASE_NOT_FOUND,
                named(set.name()) + " has no release " + number + ": " + latest,
                set.latest());
    }

    Rejection noCurrent(ConfigSet set) {
        return no(Reason.RELEASE_NOT_FOUND, named(set.name()) + " has no current release", set.latest());
    }

    Rejection forgotten(ConfigSet set, long number, long oldest) {
        String message =
                "release " + number + " of " + named(set.name()) + " is kept no more, the oldest kept is " + oldest;
        return no(Reason.RELEASE_FORGOTTEN, message, oldest);
    }

    Rejection before(ConfigSet set, long atMillis, ReleaseHeader oldest) {
        String message = "what was current at " + Utc.text(atMillis) + " in " + named(set.name())
                + " is not known: the oldest release kept that was, " + oldest.number() + ", became current at "
                + Utc.text(oldest.currentMillis());
        return no(Reason.RELEASE_FORGOTTEN, message, oldest.number());
    }

    Rejection conflict(ConfigSet set, long expected, ReleaseHeader latest) {
        String comment = latest.comment().isEmpty() ? "" : ": " + quoted(latest.comment(), COMMENT_CHARS);
        String message = "the latest release of " + named(set.name()) + " is " + latest.number() + ", not " + expected
                + ": " + quoted(latest.author(), AUTHOR_CHARS) + " published it at "
                + Utc.text(latest.publishedMillis()) + comment;
        return no(Reason.RELEASE_CONFLICT, message, latest.number());
    }

    Rejection conflict(String set, long expected) {
        String message = named(set) + " has no release yet, and so not " + expected;
        return no(Reason.RELEASE_CONFLICT, message, 0);
    }

    Rejection underWay(ConfigSet set) {
        String message = "release " + set.staged() + " of " + named(set.name())
                + " is being rolled out: promote or abort it first";
        return no(Reason.ROLLOUT_UNDER_WAY, message, set.staged());
    }

    Rejection noRollout(ConfigSet set, long release) {
        String staged = set.staged() == 0 ? "none is" : set.staged() + " is";
        String message = "release " + release + " of " + named(set.name()) + " is not being rolled out, " + staged;
        return no(Reason.NO_ROLLOUT, message, set.staged());
    }

    Rejection schemaChanged(String set, boolean has) {
        String message = named(set) + (has ? " has another schema than the one expected" : " has no schema");
        return no(Reason.SCHEMA_CHANGED, message, 0);
    }

    Rejection otherContent(ConfigSet set, long release) {
        String message = "what is published is not the content of release " + release + " of " + named(set.name());
        return no(Reason.INVALID_ARGUMENT, message, 0);
    }

    Rejection tooMany(String what, long limit) {
        return no(Reason.TOO_MUCH_CONFIG, what + ", at most " + limit + " are allowed", limit);
    }

    Rejection invalid(String message) {
        return no(Reason.INVALID_ARGUMENT, message, 0);
    }

    static String named(String set) {
        return "config set " + quoted(set, NAME_CHARS);
    }

    private Rejection no(Reason reason, String message, long bound) {
        return new Rejection(revision, reason, message, bound);
    }
}
