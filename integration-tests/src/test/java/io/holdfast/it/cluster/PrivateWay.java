package io.holdfast.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A way of its own to every node, for one process: an address of loopback on which a relay stands in for each node, and a
 * file of host names by which that process, and no other, finds the nodes there. So one process can be cut off from the
 * cluster while all others reach it. Safe for any thread.
 */
public final class PrivateWay implements AutoCloseable {
    /** How many addresses of loopback one byte tells apart, without its first and last. */
    private static final int ADDRESSES = 250;

    private final Path hosts;
    private final List<Relay> relays;

    private PrivateWay(Path hosts, List<Relay> relays) {
        this.hosts = hosts;
        this.relays = relays;
    }

    /** Opens the so-manieth way to nodes that listen on 127.0.0.1 and go by a name. */
    static PrivateWay open(Path hosts, String name, int number, List<ServerProcess> nodes) {
        InetAddress address = loopback(1 + number / ADDRESSES, 1 + number % ADDRESSES);
        try {
            Files.writeString(hosts, address.getHostAddress() + " " + name + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PrivateWay(
                hosts,
                nodes.stream()
                        .map(node -> Relay.open(
                                new InetSocketAddress(address, node.clientPort()),
                                new InetSocketAddress(loopback(0, 1), node.clientPort())))
                        .toList());
    }

    /** What the process's Java machine must be started with. */
    public String jvmOption() {
        return "-Djdk.net.hosts.file=" + hosts;
    }

    /** Passes nothing on, either way, as a broken cable would. */
    public void cut() {
        for (Relay.Way way : Relay.Way.values()) {
            relays.forEach(relay -> relay.hold(way));
        }
    }

    /** Passes everything on again. */
    public void mend() {
        relays.forEach(Relay::release);
    }

    @Override
    public void close() {
        relays.forEach(Relay::close);
    }

    private static InetAddress loopback(int third, int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, (byte) third, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
