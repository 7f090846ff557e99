package io.holdfast.cli.shell;

/** The exit statuses of the tool. Scripts rely on them; {@code docs/cli.md} lists them. */
public final class ExitStatus {
    /** Done. */
    public static final int DONE = 0;

    /** Refused by the service, or the key does not exist. */
    public static final int REFUSED = 1;

    /** The command line, a file or a variable makes no sense. */
    public static final int USAGE = 2;

    /** The service could not be reached or did not answer, or nobody can tell whether a write was applied. */
    public static final int UNAVAILABLE = 3;

    /** A command ran while a lock was held, and the lock was lost before it ended. */
    public static final int LOCK_LOST = 10;

    private ExitStatus() {}
}
