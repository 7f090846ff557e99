package io.holdfast.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node as a process of its own. Used by the test's thread only. */
public final class ServerProcess {
    /** Few of these processes live long enough for the optimising compiler to pay for itself. */
    private static final String COMPILER = "-XX:TieredStopAtLevel=1 ";

    /** The environment of scripts whose servers live as briefly. */
    static final Map<String, String> BRIEF = Map.of("HOLDFAST_SERVER_JVM_OPTS", COMPILER);

    private final String node;
    private final Path directory;
    private final int clientPort;
    private final int peerPort;
    private final int opsPort;
    private @Nullable Process process;
    private String jvmOptions = "";
    private int starts;

    ServerProcess(String node, Path directory, int clientPort, int peerPort, int opsPort) {
        this.node = node;
        this.directory = directory;
        this.clientPort = clientPort;
        this.peerPort = peerPort;
        this.opsPort = opsPort;
    }

    /** The node id. */
    public String node() {
        return node;
    }

    /** Where clients reach it. */
    public String clientAddress() {
        return "127.0.0.1:" + clientPort;
    }

    /** The port of its Raft peers. */
    public int peerPort() {
        return peerPort;
    }

    /** The port for clients. */
    public int clientPort() {
        return clientPort;
    }

    /** The port of its operations HTTP. */
    public int opsPort() {
        return opsPort;
    }

    /** Its folder: configuration, data, output. */
    public Path directory() {
        return directory;
    }

    /** Its configuration file. */
    public Path configuration() {
        return directory.resolve("holdfast.yaml");
    }

    /** Starts it; returns as soon as the process exists. */
    public void start() {
        starts++;
        ProcessBuilder builder = Distribution.sameJvm(new ProcessBuilder(
                Distribution.program("holdfast-server").toString(),
                "--config",
                configuration().toString()));
        builder.environment().put("HOLDFAST_SERVER_HEAP", "384m");
        String options = jvmOptions.isEmpty() ? ClassArchive.option() : jvmOptions;
        builder.environment().put("HOLDFAST_SERVER_JVM_OPTS", COMPILER + options);
        builder.redirectErrorStream(true);
        builder.redirectOutput(output(starts).toFile());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Options for its Java machine instead of the class archive, from the next start on; none of them holds a space. */
    public void jvmOptions(String options) {
        jvmOptions = options;
    }

    /** Ends it the hard way. */
    public void kill() {
        Signal.KILL.send(live().pid());
        awaitExit(Duration.ofSeconds(10));
    }

    /** Stops it in its tracks, as a long pause of the machine would. */
    public void pause() {
        Signal.STOP.send(live().pid());
    }

    /** Lets it run on. */
    public void resume() {
        Signal.CONT.send(live().pid());
    }

    /** Asks it to leave, and waits. */
    public int terminate() {
        Signal.TERM.send(live().pid());
        return awaitExit(Duration.ofSeconds(30));
    }

    /** Whether the process lives. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Waits for its end and returns the exit status. */
    public int awaitExit(Duration bound) {
        Process ending = live();
        try {
            if (!ending.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(node + " did not end within " + bound + ":\n" + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + node, e);
        }
        return ending.exitValue();
    }

    /** What it printed since its last start. */
    public String output() {
        return read(output(starts));
    }

    /** What it printed since its first start. */
    public String outputOfAllStarts() {
        StringBuilder all = new StringBuilder();
        for (int start = 1; start <= starts; start++) {
            all.append(read(output(start)));
        }
        return all.toString();
    }

    /** Ends it at the end of a test, whatever state it is in. */
    void destroy() {
        if (process != null && process.isAlive()) {
            // A stopped process does not see TERM; KILL reaches it all the same.
            process.destroyForcibly();
            awaitExit(Duration.ofSeconds(10));
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path output(int start) {
        return directory.resolve("output-" + start + ".log");
    }

    private Process live() {
        if (process == null) {
            throw new IllegalStateException(node + " was never started");
        }
        return process;
    }
}
