package io.holdfast.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a cluster keeps its files.
 *
 * @param path the folder
 * @param temporary whether it goes with the cluster
 */
record TestFolder(Path path, boolean temporary) {
    private static final Logger LOG = LoggerFactory.getLogger(TestFolder.class);

    static TestFolder ownedByTheCluster() {
        try {
            return new TestFolder(Files.createTempDirectory("holdfast-test"), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestFolder kept(Path folder) {
        try {
            return new TestFolder(Files.createDirectories(folder).toAbsolutePath(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a temporary folder. */
    void close() {
        if (!temporary) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("a temporary folder stays behind folder={} cause=\"{}\"", path, e.toString());
        }
    }

    /** Ports of this machine that nobody listens on, all different. */
    static List<Integer> freePorts(int number) {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                ports.add(socket.getLocalPort());
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ports;
    }
}
