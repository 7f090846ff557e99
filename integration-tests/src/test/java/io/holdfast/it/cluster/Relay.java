package io.holdfast.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A relay of TCP connections on loopback, in front of one port of a node. It passes bytes on without knowing what they
 * are, so TLS stays end to end, and does to connections what networks do: cuts them at a byte or at once, loses what was
 * on its way back, stands still in one direction or both.
 *
 * <p>At most {@value #MAX_CONNECTIONS} connections at a time, further ones are closed; each has two threads and as many
 * buffers. What is held back stays in a buffer and in the sockets. Safe for any thread.
 */
public final class Relay implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 64;
    private static final int BACKLOG = 64;
    private static final int CONNECT_MILLIS = 2_000;

    /** Which way bytes go. */
    public enum Way {
        /** From whoever connected to the node. */
        TO_NODE,
        /** From the node to whoever connected. */
        FROM_NODE
    }

    private final InetSocketAddress node;
    private final ServerSocket door;
    private final Set<RelayedConnection> open = new LinkedHashSet<>();
    private final Set<Way> held = EnumSet.noneOf(Way.class);
    private long passed;
    private long lost;
    private int cuts;
    /** After so many more bytes whoever passes them is cut; negative: nobody is. */
    private long fuse = -1;

    private boolean barred;
    private boolean closed;

    private Relay(ServerSocket door, InetSocketAddress node) {
        this.door = door;
        this.node = node;
    }

    /** Listens at one address on behalf of the node at the other; both are addresses of loopback. */
    static Relay open(InetSocketAddress address, InetSocketAddress node) {
        for (InetAddress each : new InetAddress[] {address.getAddress(), node.getAddress()}) {
            if (!each.isLoopbackAddress()) {
                throw new IllegalArgumentException(each + " is not loopback");
            }
        }
        try {
            ServerSocket door = new ServerSocket();
            door.setReuseAddress(true);
            door.bind(address, BACKLOG);
            Relay relay = new Relay(door, node);
            daemon("relay-" + address.getPort(), relay::accept).start();
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot relay from " + address, e);
        }
    }

    /** Lets nobody else in until {@link #open()}: who is connected stays so, as with a firewall between some hosts. */
    public synchronized void bar() {
        barred = true;
    }

    /** Lets everybody in again. */
    public synchronized void open() {
        barred = false;
    }

    /** Cuts every connection at once, as a reset; new ones pass as if nothing had been. */
    public synchronized void cut() {
        fuse = -1;
        Set.copyOf(open).forEach(this::cut);
    }

    /** Lets so many bytes more pass, of all connections together, and then cuts the one that has more to pass. */
    public synchronized void cutAfter(long bytes) {
        fuse = bytes;
    }

    /** Of the present connections, loses all that comes from the node from now on. Nothing but a cut can follow. */
    public synchronized void loseAnswers() {
        open.forEach(RelayedConnection::loseAnswers);
    }

    /** Passes nothing on in this direction, of present and of new connections, as a broken cable would. */
    public synchronized void hold(Way way) {
        held.add(way);
    }

    /** Passes everything on again, beginning with what was held back. */
    public synchronized void release() {
        held.clear();
        notifyAll();
    }

    /** How many bytes were passed on, both ways. */
    public synchronized long passed() {
        return passed;
    }

    /** How many bytes from the node were lost on purpose. */
    public synchronized long lost() {
        return lost;
    }

    /** How many connections were cut. */
    public synchronized int cuts() {
        return cuts;
    }

    /** Closes the door and every connection. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            Set.copyOf(open).forEach(this::end);
        }
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits while the direction is held. */
    synchronized void awaitPassage(RelayedConnection connection, Way way) throws InterruptedException {
        while (held.contains(way) && open.contains(connection)) {
            wait();
        }
    }

    /** Takes note of bytes about to be passed on; how many of them may be, before the connection is cut. */
    synchronized int allowed(int bytes) {
        int allowed = fuse < 0 || bytes <= fuse ? bytes : (int) fuse;
        passed += allowed;
        if (fuse >= 0) {
            fuse -= allowed;
        }
        return allowed;
    }

    synchronized void lost(int bytes) {
        lost += bytes;
    }

    /** The fuse of {@link #cutAfter} has burnt down at this connection. */
    synchronized void burnt(RelayedConnection connection) {
        fuse = -1;
        cut(connection);
    }

    /** Forgets a connection that has come to its end. */
    synchronized void end(RelayedConnection connection) {
        if (open.remove(connection)) {
            connection.close();
            notifyAll();
        }
    }

    private void cut(RelayedConnection connection) {
        if (open.contains(connection)) {
            cuts++;
            connection.reset();
            end(connection);
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                connect(door.accept());
            } catch (IOException e) {
                // The door was closed, or the node is not there: whoever came sees a closed connection.
            }
        }
    }

    private void connect(Socket caller) throws IOException {
        Socket called = new Socket();
        try {
            called.connect(node, CONNECT_MILLIS);
            RelayedConnection connection = new RelayedConnection(this, caller, called);
            if (admit(connection)) {
                daemon("relay-forth-" + node.getPort(), () -> connection.pass(Way.TO_NODE))
                        .start();
                daemon("relay-back-" + node.getPort(), () -> connection.pass(Way.FROM_NODE))
                        .start();
                return;
            }
        } catch (IOException e) {
            caller.close();
            called.close();
            throw e;
        }
        caller.close();
        called.close();
    }

    private synchronized boolean admit(RelayedConnection connection) {
        return !closed && !barred && open.size() < MAX_CONNECTIONS && open.add(connection);
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
