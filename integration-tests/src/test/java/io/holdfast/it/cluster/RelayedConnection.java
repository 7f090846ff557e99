package io.holdfast.it.cluster;

import io.holdfast.it.cluster.Relay.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;

/** One connection through a {@link Relay}: two sockets, and a thread for each direction. */
final class RelayedConnection {
    private static final int BUFFER_BYTES = 16 << 10;

    private final Relay relay;
    private final Socket caller;
    private final Socket called;
    private volatile boolean losing;

    RelayedConnection(Relay relay, Socket caller, Socket called) throws SocketException {
        this.relay = relay;
        this.caller = caller;
        this.called = called;
        caller.setTcpNoDelay(true);
        called.setTcpNoDelay(true);
    }

    /** From here on nothing from the node arrives. */
    void loseAnswers() {
        losing = true;
    }

    /** Passes bytes on in one direction until either side has ended. Runs on a thread of its own. */
    void pass(Way way) {
        Socket from = way == Way.TO_NODE ? caller : called;
        Socket to = way == Way.TO_NODE ? called : caller;
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                relay.awaitPassage(this, way);
                if (losing && way == Way.FROM_NODE) {
                    relay.lost(read);
                    continue;
                }
                int allowed = relay.allowed(read);
                to.getOutputStream().write(buffer, 0, allowed);
                if (allowed < read) {
                    relay.burnt(this);
                }
            }
            relay.awaitPassage(this, way);
        } catch (IOException e) {
            // Either side is gone, or this relay has closed it: the other side hears of it in the same way.
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            relay.end(this);
        }
    }

    /** Lets the coming close be a reset: what was not delivered is dropped on both sides. */
    void reset() {
        for (Socket each : new Socket[] {caller, called}) {
            try {
                each.setSoLinger(true, 0);
            } catch (SocketException e) {
                // Closed already, which is what comes next.
            }
        }
    }

    void close() {
        try {
            caller.close();
            called.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
