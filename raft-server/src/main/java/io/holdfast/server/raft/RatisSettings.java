package io.holdfast.server.raft;

import io.holdfast.server.heap.HeapShares;
import io.holdfast.server.snapshot.SnapshotOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Every Ratis option this server relies on, stated here with its why, even where it equals Ratis' default. */
final class RatisSettings {
    /** The largest log entry Ratis accepts; ours stay well below ({@link RaftOptions.ProposalLimits}). */
    static final int MAX_ENTRY_BYTES = 4 << 20;

    /** How much of a snapshot travels at once. */
    static final int SNAPSHOT_CHUNK_BYTES = 2 << 20;

    /** Log entries in one request to a follower: appended in a fraction of a second even by a slow machine. */
    static final int MAX_APPENDED_ENTRIES = 512;

    private static final int MEBIBYTE = 1 << 20;
    private static final int MAX_MESSAGE_BYTES = MAX_ENTRY_BYTES + 4 * MEBIBYTE;
    private static final int MIN_SEGMENT_BYTES = 16 << 10;
    private static final int MAX_SEGMENT_BYTES = 32 * MEBIBYTE;
    private static final TimeDuration ZERO = TimeDuration.ZERO;

    private RatisSettings() {}

    /**
     * The properties of one node.
     *
     * @param options what the operator said
     * @param directory where Raft's own files live
     */
    static RaftProperties of(RaftOptions options, Path directory) {
        RaftProperties properties = new RaftProperties();
        storage(properties, directory);
        log(properties, segmentBytes(options.snapshots()), HeapShares.logCache());
        replication(properties);
        elections(properties, options.electionTimeoutMin(), options.electionTimeoutMax());
        requests(properties);
        snapshots(properties, options.snapshots());
        transport(properties, options);
        return properties;
    }

    private static void storage(RaftProperties p, Path directory) {
        // The default is a folder under the temporary directory: the next reboot would forget votes and log.
        RaftServerConfigKeys.setStorageDir(p, List.of(directory.resolve("log").toFile()));
        RaftServerConfigKeys.setRemovedGroupsDir(p, directory.resolve("removed").toFile());
        // Ratis looks at free space only once, at start; the readiness check watches it all the time.
        RaftServerConfigKeys.setStorageFreeSpaceMin(p, SizeInBytes.valueOf(0));
    }

    private static void log(RaftProperties p, int segmentBytes, long cacheBytes) {
        // On disk, and acknowledged only after fsync. Asynchronous flush publishes an index that was not yet written at
        // the time of the fsync and ignores its error (trap 8); unsafe flush does not wait at all.
        RaftServerConfigKeys.Log.setUseMemory(p, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(p, false);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(p, false);
        // Before a segment is synced Ratis waits for the state machine, which makes the folder of segments durable.
        RaftServerConfigKeys.Log.StateMachineData.setSync(p, true);
        // A metadata entry after each commit doubles the log and adds an fsync per write (trap 10). Without it an idle
        // follower learns the commit index with the next append or heartbeat, which is soon enough: reads never
        // depend on a follower's applied index.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(p, false);
        // Anything corrupt stops the node. The one exception, the torn unsynced end of the segment in progress, is
        // recognised and repaired by TornTail before Ratis opens the log (trap 7).
        RaftServerConfigKeys.Log.setCorruptionPolicy(p, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        // Appended entries wait for one fsync together; 4096 never cuts such a group short.
        RaftServerConfigKeys.Log.setForceSyncNum(p, 4096);
        // A full queue blocks the appending thread under the server's lock: with a few entries in flight it never
        // fills.
        RaftServerConfigKeys.Log.setQueueElementLimit(p, 4096);
        RaftServerConfigKeys.Log.setQueueByteLimit(p, SizeInBytes.valueOf(64L * MEBIBYTE));
        // The appenders read entries while the log worker writes: the fair read-write lock only adds waiting.
        RaftServerConfigKeys.Log.setReadLockEnabled(p, false);
        // Composing append requests into one future chain costs hops and brings nothing to entries that are batches.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(p, false);
        // Preallocation writes zeros: small steps keep the fsync after it short.
        RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf(segmentBytes));
        RaftServerConfigKeys.Log.setPreallocatedSize(p, SizeInBytes.valueOf(Math.min(segmentBytes, 4 * MEBIBYTE)));
        // Must hold one largest entry and its header; it is direct memory, once a group.
        RaftServerConfigKeys.Log.setWriteBufferSize(p, SizeInBytes.valueOf(8L * MEBIBYTE));
        // Entries are kept in heap only for followers that are close behind; the keys must fit beside them.
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf(cacheBytes));
    }

    private static void replication(RaftProperties p) {
        // An entry beyond this limit deposes the leader (trap 3); the proposer's own limit is half of it.
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf(MAX_ENTRY_BYTES));
        // By bytes alone, tens of thousands of small entries would go in one request to a follower that catches up: one
        // that cannot append them all within the request timeout would be sent them again and again.
        RaftServerConfigKeys.Log.Appender.setBufferElementLimit(p, MAX_APPENDED_ENTRIES);
        // The appender would sleep so long between two sends to gather entries: the proposer has gathered already.
        RaftServerConfigKeys.Log.Appender.setWaitTimeMin(p, ZERO);
        // Back off little and never long: a restarted peer is contacted within 200 ms (the default waits up to 5 s).
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(p, "1ms,10, 200ms,100000000");
        // Must be equal on all members, or a follower refuses with CONF_MISMATCH.
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(p, true);
        // Never full with a few entries in flight; a full window sends empty heartbeats instead of entries.
        GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(p, 32);
        // Heartbeats, and so read barriers, do not queue behind large entries.
        GrpcConfigKeys.Server.setHeartbeatChannel(p, true);
    }

    private static void elections(RaftProperties p, Duration min, Duration max) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(p, millis(min));
        RaftServerConfigKeys.Rpc.setTimeoutMax(p, millis(max));
        // Unset they follow the two above; stated so that nobody has to know.
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(p, millis(min));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(p, millis(max));
        RaftServerConfigKeys.Rpc.setRequestTimeout(p, seconds(3));
        RaftServerConfigKeys.Rpc.setSlownessTimeout(p, seconds(60));
        // A node that was cut off must not depose a working leader when it comes back.
        RaftServerConfigKeys.LeaderElection.setPreVote(p, true);
        RaftServerConfigKeys.LeaderElection.setMemberMajorityAdd(p, false);
        // A leader that lost its majority does not campaign for so long. The default of 10 s is a 10 s outage if the
        // other survivor cannot win. It is also the pause of the virtual machine after which a leader steps down.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(p, seconds(1));
        RaftServerConfigKeys.Notification.setNoLeaderTimeout(p, seconds(60));
        RaftServerConfigKeys.setSleepDeviationThreshold(p, TimeDuration.valueOf(300, TimeUnit.MILLISECONDS));
        // A pause beyond this closes the division and leaves a zombie (trap 5). A paused machine is no reason to die:
        // it comes back as a follower, and the read barrier proves leadership anew for every read.
        RaftServerConfigKeys.setCloseThreshold(p, seconds(7 * 24 * 3600));
        // Time for a new member to be reachable and catch up; the default is under a second.
        RaftServerConfigKeys.setStagingTimeout(p, seconds(30));
        RaftServerConfigKeys.setStagingCatchupGap(p, 1000);
    }

    private static void requests(RaftProperties p) {
        // The only client is the proposer, which bounds itself; Ratis' own permits are a backstop.
        RaftServerConfigKeys.Write.setElementLimit(p, 4096);
        RaftServerConfigKeys.Write.setByteLimit(p, SizeInBytes.valueOf(64L * MEBIBYTE));
        RaftServerConfigKeys.Write.setFollowerGapRatioMax(p, -1.0f);
        // Every replica remembers every entry for so long, without a bound on count; nothing here ever retries a call.
        RaftServerConfigKeys.RetryCache.setExpiryTime(p, seconds(1));
        // Ratis' linearizable reads are not (traps 1 and 2): none is ever sent, the barrier is our own.
        RaftServerConfigKeys.Read.setOption(p, RaftServerConfigKeys.Read.Option.DEFAULT);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(p, false);
    }

    private static void snapshots(RaftProperties p, SnapshotOptions options) {
        // The snapshotter decides when, and takes them beside apply: Ratis would call on the apply thread and wait.
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(p, false);
        // The snapshotter deletes old ones itself; stated so that Ratis could never keep fewer.
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, options.keep());
        // A member that is away must not keep the log of all others from being purged: it is sent a snapshot.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
        // Purging is asked for up to the snapshot before the newest: that leaves enough for a member that lags a
        // little.
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(p, 0L);
        RaftServerConfigKeys.Log.setPurgeGap(p, 1);
        // A chunk must fit a message (see MAX_MESSAGE_BYTES), which the default of 16 MiB does not.
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(p, SizeInBytes.valueOf(SNAPSHOT_CHUNK_BYTES));
        GrpcConfigKeys.Server.setInstallSnapshotRequestElementLimit(p, 8);
        // Times the limit above: how long the answer to one chunk may take. The last one is answered when the whole
        // file
        // has been verified, which takes minutes for the largest states.
        GrpcConfigKeys.Server.setInstallSnapshotRequestTimeout(p, seconds(60));
    }

    /**
     * Only whole segments are purged, so none may hold much of what lies between two snapshots; and the one in progress is
     * in heap beside the cache.
     */
    private static int segmentBytes(SnapshotOptions options) {
        long largest = Math.min(MAX_SEGMENT_BYTES, HeapShares.logCache() / 2);
        return (int) Math.max(MIN_SEGMENT_BYTES, Math.min(largest, options.everyBytes() / 4));
    }

    private static void transport(RaftProperties p, RaftOptions options) {
        p.set(org.apache.ratis.RaftConfigKeys.Rpc.TYPE_KEY, BarrierRpcType.class.getName());
        GrpcConfigKeys.Server.setHost(p, options.bind());
        GrpcConfigKeys.Server.setPort(p, options.self().peerPort());
        // One largest entry and its envelope, with the extra mebibyte that Ratis insists on.
        GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf(MAX_MESSAGE_BYTES));
        // A whole entry fits the window: no round trip in the middle of it.
        GrpcConfigKeys.setFlowControlWindow(p, SizeInBytes.valueOf(4L * MEBIBYTE));
        GrpcConfigKeys.setUseEpoll(p, true);
        // Only Ratis' client service uses this pool, and that service is refused.
        GrpcConfigKeys.Server.setAsyncRequestThreadPoolCached(p, true);
        GrpcConfigKeys.Server.setAsyncRequestThreadPoolSize(p, 1);
        GrpcConfigKeys.Server.setStubPoolSize(p, 1);
    }

    private static TimeDuration millis(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static TimeDuration seconds(long seconds) {
        return TimeDuration.valueOf(seconds, TimeUnit.SECONDS);
    }
}
