package io.holdfast.it.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process of its own that runs a class of the tests, is told lines and prints lines. Used by one thread; what it prints is
 * heard on another.
 */
public final class JavaProcess {
    private final String name;
    private final Process process;
    private final Thread listener;

    private JavaProcess(String name, Process process, Consumer<String> lines) {
        this.name = name;
        this.process = process;
        this.listener = new Thread(() -> listen(lines), name);
        listener.setDaemon(true);
        listener.start();
    }

    /**
     * Starts one.
     *
     * @param name what to call it
     * @param main whose main method it runs
     * @param options for its Java machine
     * @param lines hears each line it prints, errors included, on a thread of its own
     */
    public static JavaProcess start(
            String name, Class<?> main, List<String> options, List<String> arguments, Consumer<String> lines) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(arguments);
        try {
            return new JavaProcess(
                    name, new ProcessBuilder(command).redirectErrorStream(true).start(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts one that is a client of the cluster: its first arguments are the endpoints and the files of the CA, of the
     * tester's certificate and of its key.
     *
     * @param arguments what follows these
     */
    public static JavaProcess startClient(
            ProcessCluster cluster, String name, Class<?> main, List<String> arguments, Consumer<String> lines) {
        List<String> all = new ArrayList<>(List.of(
                cluster.endpoints(),
                cluster.pki().caCert().toString(),
                cluster.pki().cert("tester").toString(),
                cluster.pki().key("tester").toString()));
        all.addAll(arguments);
        return start(name, main, List.of("-Xmx128m"), all, lines);
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** Whether it runs, or is stopped in its tracks. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to its standard input. */
    public void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("telling " + name, e);
        }
    }

    /** Ends it without a word; the operating system closes its connections. Returns at once. */
    public void kill() {
        // By its handle: Process.destroyForcibly would also close the pipe under the thread that reads it.
        process.toHandle().destroyForcibly();
    }

    /** Stops it where it stands; its connections stay. */
    public void pause() {
        Signal.STOP.send(process.pid());
    }

    /** Lets it go on. */
    public void resume() {
        Signal.CONT.send(process.pid());
    }

    /** Ends its standard input, so that it comes to its end by itself. Returns at once. */
    public void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException("ending " + name, e);
        }
    }

    /** Waits until it has ended and its last line was heard. */
    public boolean awaitEnd(Duration bound) throws InterruptedException {
        if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        listener.join(bound.toMillis());
        return !listener.isAlive();
    }

    private void listen(Consumer<String> lines) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            lines.accept("error " + name + " cannot be heard: " + e);
        }
    }
}
