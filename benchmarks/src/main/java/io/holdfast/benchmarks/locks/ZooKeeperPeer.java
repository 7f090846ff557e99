package io.holdfast.benchmarks.locks;

import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.ExponentialBackoffRetry;

/**
 * ZooKeeper by Curator's {@code InterProcessMutex}, without TLS: that favours it. A release is always waited for.
 *
 * @param endpoints {@code host:port}, comma separated
 */
record ZooKeeperPeer(String endpoints) implements LockPeer {
    private static final int SESSION_MILLIS = 10_000;

    @Override
    public String description() {
        return "ZooKeeper, Curator, no TLS, release awaited";
    }

    @Override
    public Connection connect() throws Exception {
        CuratorFramework client =
                CuratorFrameworkFactory.newClient(endpoints, SESSION_MILLIS, 5_000, new ExponentialBackoffRetry(50, 5));
        client.start();
        if (!client.blockUntilConnected(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no connection to ZooKeeper at " + endpoints);
        }
        return new ZooKeeperConnection(client);
    }

    private record ZooKeeperConnection(CuratorFramework client) implements Connection {
        @Override
        public Contender contender(String lock) {
            return new ZooKeeperContender(new InterProcessMutex(client, "/locks/" + lock));
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private record ZooKeeperContender(InterProcessMutex mutex) implements Contender {
        @Override
        public void acquire() throws Exception {
            mutex.acquire();
        }

        @Override
        public void release() throws Exception {
            mutex.release();
        }
    }
}
