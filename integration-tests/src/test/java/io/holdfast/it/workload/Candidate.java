package io.holdfast.it.workload;

import io.holdfast.it.cluster.JavaProcess;
import io.holdfast.it.cluster.PrivateWay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One process that is a candidate ({@link CandidateProcess}), with a way of its own to the cluster. Used by one thread; what
 * it told is written by the thread that listens to it, which also sees that each beginning has one end.
 */
public final class Candidate {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Who keeps book of what candidates tell. */
    interface Book {
        void believed(long token, String candidate, long nanos);

        void elected(long token);

        void wrong(String what);
    }

    private final String name;
    private final Book book;
    private final PrivateWay way;
    private final JavaProcess process;
    private final Consumer<String> more;
    private volatile long leading;
    private volatile long working;
    private volatile long ended;
    private volatile long electedNanos;
    private volatile long startedNanos;
    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean lastAnswer;
    private volatile boolean expendable;
    private volatile boolean done;

    Candidate(String name, Class<?> main, PrivateWay way, List<String> arguments, Book book, Consumer<String> more) {
        this.name = name;
        this.book = book;
        this.way = way;
        this.more = more;
        this.process = JavaProcess.start(name, main, List.of(way.jvmOption()), arguments, this::take);
    }

    /** The name it stands under. */
    public String name() {
        return name;
    }

    /** The token it leads and works under, as far as it told both; 0 if it does not, or was killed. */
    public long token() {
        long token = working;
        return process.isAlive() && leading == token ? token : 0;
    }

    /** The token of its last tenure that is over, as it told itself. */
    public long endedToken() {
        return ended;
    }

    /** When it was told that it is elected, the last time. */
    public long electedNanos() {
        return electedNanos;
    }

    /** When its task began, the last time. */
    public long startedNanos() {
        return startedNanos;
    }

    /** How often it has answered to being told to resign. */
    public int answers() {
        return answers.get();
    }

    /** Its last answer: whether it led and does not any more. */
    public boolean lastAnswer() {
        return lastAnswer;
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Tells it something. */
    public void tell(String command) {
        process.tell(command);
    }

    /** Ends it without a word; the operating system closes its connections. */
    public void kill() {
        expendable = true;
        process.kill();
    }

    /** Stops it where it stands; its connections stay. */
    public void pause() {
        process.pause();
    }

    /** Lets it go on. */
    public void resume() {
        process.resume();
    }

    /** Cuts it off from every node, and nobody else. */
    public void cutOff() {
        way.cut();
    }

    /** Lets it reach the nodes again. */
    public void reconnect() {
        way.mend();
    }

    /** Lets it come to its end: it hands over and leaves. Returns at once. */
    public void end() {
        process.end();
    }

    /** Waits until it has come to its end. */
    void finish() throws InterruptedException {
        if (expendable) {
            return;
        }
        if (!process.awaitEnd(PATIENCE)) {
            book.wrong(name + " does not end");
        } else if (!done) {
            book.wrong(name + " ended without a last word");
        } else if (leading != 0 || working != 0) {
            book.wrong(name + " was told of no end: leading=" + leading + " working=" + working);
        }
    }

    void destroy() {
        process.kill();
        way.close();
    }

    private void take(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "held" -> book.believed(Long.parseLong(words[1]), name, Long.parseLong(words[2]));
            case "leading" -> {
                electedNanos = Long.parseLong(words[2]);
                leading = began("leading", leading, words);
                book.elected(leading);
            }
            case "ended" -> {
                leading = over("leading", leading, words);
                ended = Long.parseLong(words[1]);
            }
            case "start" -> {
                startedNanos = Long.parseLong(words[2]);
                working = began("working", working, words);
            }
            case "stop" -> working = over("working", working, words);
            case "resigned" -> {
                lastAnswer = Boolean.parseBoolean(words[1]);
                answers.incrementAndGet();
            }
            case "done" -> done = true;
            case "error" -> book.wrong(name + ": " + line);
            default -> {
                // The client's log: lost sessions are what the test makes, errors are not.
                if (line.contains(" ERROR ")) {
                    book.wrong(name + ": " + line);
                }
                more.accept(line);
            }
        }
    }

    private long began(String what, long token, String[] words) {
        if (token != 0) {
            book.wrong(name + " was told twice in a row to be " + what + ": " + token + ", " + words[1]);
        }
        return Long.parseLong(words[1]);
    }

    private long over(String what, long token, String[] words) {
        if (token != Long.parseLong(words[1])) {
            book.wrong(name + " was told of the end of " + what + " behind " + words[1] + ", and it was " + token);
        }
        return 0;
    }
}
