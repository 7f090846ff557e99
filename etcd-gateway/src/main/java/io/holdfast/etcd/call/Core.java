package io.holdfast.etcd.call;

import io.grpc.Context;
import io.grpc.Deadline;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.GatewayModule.Ports;
import io.holdfast.server.port.Reader.Lookup;
import io.holdfast.wire.CommandCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The way from etcd's calls to the core: deadlines as etcd has them, and commands as the log takes them. Safe for any thread. */
public final class Core {
    /** etcd's own patience: five seconds and two elections. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(7).toNanos();

    private final Ports ports;
    private final Headers headers;

    /** The core behind these ports. */
    public Core(Ports ports) {
        this.ports = ports;
        this.headers = new Headers(ports);
    }

    /** The ports themselves. */
    public Ports ports() {
        return ports;
    }

    /** The headers of answers. */
    public Headers headers() {
        return headers;
    }

    /** When the call of this thread is given up: etcd's patience, or the caller's if that is shorter. */
    public long deadline() {
        long now = System.nanoTime();
        Deadline callers = Context.current().getDeadline();
        long left = callers == null ? PATIENCE_NANOS : callers.timeRemaining(TimeUnit.NANOSECONDS);
        return now + Math.min(PATIENCE_NANOS, left);
    }

    /**
     * Proposes a command.
     *
     * @param size the size of the request it was made of
     * @throws RefusedException if it is larger than the log takes
     */
    public void propose(Command command, int size, Completion completion) throws RefusedException {
        if (size > Limits.MAX_COMMAND_BYTES) {
            throw EtcdError.REQUEST_TOO_LARGE.refused();
        }
        ports.proposer().propose(new EncodedCommand(command, encode(command)), deadline(), completion);
    }

    private static Bytes encode(Command command) throws RefusedException {
        try {
            return CommandCodec.encode(command);
        } catch (IllegalArgumentException e) {
            // A little above the limit in this encoding, or transactions that nest deeper than any node takes.
            throw EtcdError.REQUEST_TOO_LARGE.refused();
        }
    }

    /** Reads. */
    public void read(Query query, ReadLevel level, long deadlineNanos, Completion completion) {
        ports.reader().read(List.of(new Lookup(query, level, deadlineNanos, completion)));
    }
}
