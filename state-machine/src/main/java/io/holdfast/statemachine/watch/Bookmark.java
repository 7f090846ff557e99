package io.holdfast.statemachine.watch;

/**
 * Where the reading of events goes on.
 *
 * @param after every revision up to here is done with; at or above the floor less one
 * @param within how many events of the revision after that are done with too
 * @param ahead how many of its events were looked at. If that is more than {@code within}, the event that comes next is
 *     wanted and none of the others that were looked at is: they need not be looked at again
 */
public record Bookmark(long after, int within, int ahead) {
    /** Refuses a place ahead that lies behind. */
    public Bookmark {
        if (within < 0 || ahead < within) {
            throw new IllegalArgumentException("within " + within + ", ahead " + ahead);
        }
    }

    /** Between two revisions. */
    public static Bookmark after(long revision) {
        return new Bookmark(revision, 0, 0);
    }

    /** Whether an event was found that has not been given. */
    boolean holdsOne() {
        return ahead > within;
    }
}
