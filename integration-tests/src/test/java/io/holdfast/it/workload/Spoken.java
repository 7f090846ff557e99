package io.holdfast.it.workload;

/** What a process of a test prints, line by line. Safe for any thread. */
public final class Spoken {
    private Spoken() {}

    /** Prints one line. */
    public static void say(String line) {
        synchronized (Spoken.class) {
            System.out.println(line);
        }
    }
}
