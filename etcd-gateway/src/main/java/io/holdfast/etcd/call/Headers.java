package io.holdfast.etcd.call;

import io.holdfast.etcd.proto.ResponseHeader;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Leader;
import io.holdfast.server.port.GatewayModule.Ports;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What stands at the top of every answer. etcd's ids are numbers where ours are names: a number is the first eight bytes
 * of a name's SHA-256, so every node and every release gives the same one.
 *
 * <p>Safe for any thread.
 */
public final class Headers {
    private final Ports ports;
    private final long cluster;
    private final long member;
    private final AtomicLong term = new AtomicLong(1);

    /** Headers of the node behind these ports. */
    public Headers(Ports ports) {
        ClusterDescription description = ports.cluster().describe();
        this.ports = ports;
        this.cluster = idOf("cluster " + description.cluster());
        this.member = idOf(description.node());
        term.set(Math.max(1, description.term()));
    }

    /** The number that stands for a name; never 0, which means nobody. */
    public static long idOf(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Math.max(1, ByteBuffer.wrap(hash).getLong() >>> 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** This node's id. */
    public long member() {
        return member;
    }

    /** A header of an answer made at a revision. */
    public ResponseHeader at(long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(cluster)
                .setMemberId(member)
                .setRevision(revision)
                .setRaftTerm(term())
                .build();
    }

    /** A header of an answer made at this node's newest revision. */
    public ResponseHeader now() {
        return at(revision());
    }

    /** The newest revision of this node. */
    public long revision() {
        return ports.maintenance().revision();
    }

    /** The newest term this node heard of: clients' ordering relies on it never going back. */
    private long term() {
        Leader leader = ports.cluster().leader();
        long known = term.get();
        return leader == null || leader.term() <= known ? known : term.accumulateAndGet(leader.term(), Math::max);
    }
}
