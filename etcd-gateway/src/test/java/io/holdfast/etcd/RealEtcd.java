package io.holdfast.etcd;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A member of the real thing, alone in its cluster, if the machine has the program. */
final class RealEtcd implements AutoCloseable {
    private final Process process;
    final ManagedChannel channel;

    private RealEtcd(Process process, int port) {
        this.process = process;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    /** Where the program is, if it is anywhere. */
    static Optional<Path> program() {
        return List.of("/usr/bin/etcd", "/usr/local/bin/etcd").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts one whose data and log lie in {@code folder}. */
    static RealEtcd start(Path program, Path folder) throws IOException {
        int clients = freePort();
        String client = "http://127.0.0.1:" + clients;
        String peer = "http://127.0.0.1:" + freePort();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--data-dir=" + folder.resolve("data"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        // What is compared is what it answers, not what survives.
                        "--unsafe-no-fsync")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("etcd.log").toFile())
                .start();
        return new RealEtcd(process, clients);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
