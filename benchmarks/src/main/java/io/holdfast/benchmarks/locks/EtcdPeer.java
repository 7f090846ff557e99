package io.holdfast.benchmarks.locks;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * etcd's lock service by jetcd, over mutual TLS. A lease is what owns a lock there, so each contender has its own, kept
 * alive.
 *
 * @param endpoints {@code https://host:port}, comma separated
 * @param pki folder with {@code ca.pem}, {@code client.pem} and {@code client.key}
 * @param awaited whether an unlock is waited for
 */
record EtcdPeer(String endpoints, Path pki, boolean awaited) implements LockPeer {
    private static final long TTL_SECONDS = 10;

    @Override
    public String description() {
        return "etcd, jetcd, mutual TLS, " + (awaited ? "unlock awaited" : "unlock sent");
    }

    @Override
    public Connection connect() throws Exception {
        Client client = Client.builder()
                .endpoints(endpoints.split(",", -1))
                .authority("localhost")
                .sslContext(tls -> tls.trustManager(pki.resolve("ca.pem").toFile())
                        .keyManager(
                                pki.resolve("client.pem").toFile(),
                                pki.resolve("client.key").toFile()))
                .build();
        return new EtcdConnection(client, awaited);
    }

    private record EtcdConnection(Client client, boolean awaited) implements Connection {
        @Override
        public Contender contender(String lock) throws Exception {
            long lease = client.getLeaseClient()
                    .grant(TTL_SECONDS)
                    .get(30, TimeUnit.SECONDS)
                    .getID();
            client.getLeaseClient().keepAlive(lease, new Renewals());
            return new EtcdContender(client, ByteSequence.from(lock, StandardCharsets.UTF_8), lease, awaited);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static final class EtcdContender implements Contender {
        private final Client client;
        private final ByteSequence lock;
        private final long lease;
        private final boolean awaited;
        private @Nullable ByteSequence held;

        EtcdContender(Client client, ByteSequence lock, long lease, boolean awaited) {
            this.client = client;
            this.lock = lock;
            this.lease = lease;
            this.awaited = awaited;
        }

        @Override
        public void acquire() throws Exception {
            held = client.getLockClient().lock(lock, lease).get().getKey();
        }

        @Override
        public void release() throws Exception {
            ByteSequence mine = held;
            if (mine == null) {
                throw new IllegalStateException("not held");
            }
            held = null;
            var unlock = client.getLockClient().unlock(mine);
            if (awaited) {
                unlock.get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** A lease that can't be kept alive shows in the locks: nothing to do here. */
    private static final class Renewals implements StreamObserver<LeaseKeepAliveResponse> {
        @Override
        public void onNext(LeaseKeepAliveResponse renewal) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
