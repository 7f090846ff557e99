package io.holdfast.cli.shell;

/** What is done if this process is told to end while something is under way. Safe for any thread. */
public final class Goodbye implements AutoCloseable {
    private final Thread hook;

    private Goodbye(Thread hook) {
        this.hook = hook;
    }

    /**
     * From now on, until {@link #close}.
     *
     * @throws CliException if the process ends already
     */
    public static Goodbye saying(Runnable farewell) {
        Thread hook = new Thread(farewell, "holdfast-goodbye");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw CliException.of(ExitStatus.UNAVAILABLE, "INTERRUPTED", "this process was told to end", e);
        }
        return new Goodbye(hook);
    }

    /** No more; if the process ends already, it is said all the same. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends and waits for the hook, which does what there is to do.
            hook.setName("holdfast-goodbye-late");
        }
    }
}
