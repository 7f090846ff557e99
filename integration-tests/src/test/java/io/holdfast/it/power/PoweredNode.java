package io.holdfast.it.power;

import io.holdfast.it.cluster.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server whose disk is recorded, and whose power can be cut. Used by the test's thread only. */
final class PoweredNode {
    private static final String DATA = "data";

    /** Ratis' mark of a folder in use, made by {@code java.io} and good for nothing after a restart. */
    private static final String UNRECORDED = "in_use.lock";

    private static final Pattern LOG = Pattern.compile("log_.*|synced");

    private final ServerProcess server;
    private final Path agent;
    private final Disk disk;
    private int lives;

    PoweredNode(ServerProcess server, Path agent) {
        this(server, agent, Disk.empty(server.directory()));
    }

    private PoweredNode(ServerProcess server, Path agent, Disk disk) {
        this.server = server;
        this.agent = agent;
        this.disk = disk;
        arm();
    }

    /** One whose disk only says that it has synced the log, and the note how far that was. */
    static PoweredNode lying(ServerProcess server, Path agent) {
        return new PoweredNode(
                server,
                agent,
                Disk.lying(
                        server.directory(),
                        file -> LOG.matcher(String.valueOf(file.getFileName())).matches()));
    }

    ServerProcess server() {
        return server;
    }

    /** Ends the process at once and makes its disk what the cut left of it. */
    void cut(Disk.Cut how, long seed) {
        server.kill();
        DiskJournal.replay(journal(), disk);
        requireThatAllWasRecorded();
        disk.cut(how, new Random(seed));
        disk.write(DATA);
        arm();
    }

    private void arm() {
        lives++;
        server.jvmOptions(RecorderJar.option(agent, server.directory(), journal()));
    }

    private Path journal() {
        return server.directory().resolve("journal-" + lives);
    }

    /** What the recorder did not see would survive every cut, and the test would prove nothing. */
    private void requireThatAllWasRecorded() {
        Set<String> unseen = new TreeSet<>();
        try (Stream<Path> files = Files.walk(server.directory().resolve(DATA))) {
            files.filter(Files::isRegularFile)
                    .map(file -> server.directory().relativize(file).toString())
                    .forEach(unseen::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unseen.removeAll(disk.files().keySet());
        unseen.removeIf(file -> file.endsWith(UNRECORDED));
        if (!unseen.isEmpty()) {
            throw new IllegalStateException("written behind the recorder's back: " + unseen);
        }
    }
}
