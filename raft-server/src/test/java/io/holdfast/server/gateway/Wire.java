package io.holdfast.server.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Carries the bytes of connections to a port, and ends them towards it as the operating system of a dead process would:
 * without a word of TLS or HTTP/2. Safe for any thread.
 */
final class Wire implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final List<Socket> near = new CopyOnWriteArrayList<>();
    private final List<Socket> far = new CopyOnWriteArrayList<>();

    Wire(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The far side hears the end of the stream of bytes. */
    void fin() throws IOException {
        for (Socket each : far) {
            each.shutdownOutput();
        }
    }

    /** The far side hears that there is no such connection any more. */
    void reset() throws IOException {
        for (Socket each : far) {
            each.setSoLinger(true, 0);
            each.close();
        }
    }

    /** Whether the far side has closed every connection. */
    boolean isOver() {
        return far.stream().allMatch(each -> each.isClosed() || each.isInputShutdown());
    }

    private void accept() throws IOException {
        while (true) {
            Socket from = listening.accept();
            Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
            near.add(from);
            far.add(to);
            start("up", () -> copy(from, to));
            start("down", () -> copy(to, from));
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        in.transferTo(out);
        from.shutdownInput();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The connection is over: that is what this is for.
                        Thread.currentThread().interrupt();
                    }
                },
                "wire-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket each : near) {
            each.close();
        }
        for (Socket each : far) {
            each.close();
        }
    }
}
