package io.holdfast.server.raft;

import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.ExitUtils;

/** Builds and starts Ratis in this process. */
final class RatisServers {
    /** Where Ratis keeps term and vote; there from its first start on. */
    private static final String VOTE_FILE = "raft-meta";

    private RatisServers() {}

    /** The Raft group of the cluster that a formatted directory belongs to. */
    static RaftGroupId group(DataDirectory directory) {
        return RaftGroupId.valueOf(directory.cluster().value());
    }

    /** Where Ratis keeps everything of the group. */
    static Path groupFolder(DataDirectory directory) {
        return groupFolder(directory, directory.cluster());
    }

    static Path groupFolder(DataDirectory directory, ClusterId cluster) {
        return directory.raft().resolve("log").resolve(cluster.toString());
    }

    /** Where Ratis keeps term, vote and log segments. */
    static Path voteFolder(DataDirectory directory) {
        return groupFolder(directory).resolve("current");
    }

    /**
     * Refuses a directory whose node has been in the cluster, but which holds neither term nor vote any more: Ratis would
     * format it silently and vote a second time in a term it voted in already.
     *
     * @throws DirectoryException if it is one
     */
    static void requireVotes(DataDirectory directory) throws DirectoryException {
        Path vote = voteFolder(directory).resolve(VOTE_FILE);
        if (Files.exists(vote)) {
            return;
        }
        if (directory.hasJoined()) {
            throw new DirectoryException(directory.path() + ": this node has been in the cluster, but " + vote
                    + " is missing: it has forgotten its votes and its log and must not go on with an empty one; mount"
                    + " or restore the folder, or replace the member by one with a new id");
        }
    }

    /**
     * Starts a server on a formatted directory. Returns once the log is read and the port is bound.
     *
     * @param beginning called before Raft may take part in anything
     * @param failStop called when any thread of this process dies of an exception
     * @throws IOException if the port cannot be bound, or the log cannot be read
     */
    static RaftServer start(
            RaftOptions options,
            DataDirectory directory,
            PeerPort port,
            RatisStateMachine stateMachine,
            AppenderObserver observer,
            VoteFolder votes,
            CandidateWatch candidacy,
            Runnable beginning,
            FailStop failStop)
            throws IOException {
        stopOnDeadThreads(failStop);
        DataDirectory.make(directory.raft().resolve("log"));
        Path folder = voteFolder(directory);
        forgetHalfMade(folder);
        SegmentNames.repair(folder);
        TornTail.repair(
                folder, folder.resolve("..").normalize(), directory.raft().resolve("torn"));
        Parameters parameters = new Parameters();
        BarrierGrpcFactory.equip(parameters, observer, votes, candidacy);
        GrpcConfigKeys.TLS.setConf(parameters, port.dialling());
        PeerGuard guard = new PeerGuard(options.cluster(), port.security().material(), votes, System::nanoTime);
        GrpcConfigKeys.Server.setServicesCustomizer(
                parameters,
                (builder, types) -> builder.sslContext(port.accepting()).intercept(guard));
        RaftServer server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(options.node()))
                .setGroup(RaftGroup.valueOf(
                        group(directory), Members.initial(options).byId().values()))
                // Opens what is there and formats only what is not: whether it may is decided before (Admission).
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setProperties(RatisSettings.of(options, directory.raft()))
                .setParameters(parameters)
                .setStateMachine(stateMachine)
                .build();
        beginning.run();
        try {
            server.start();
            return server;
        } catch (ExitUtils.ExitException e) {
            server.close();
            throw new IOException(
                    "the peer port " + options.bind() + ":" + options.self().peerPort() + " cannot be bound: "
                            + innermost(e).getMessage(),
                    e);
        } catch (IOException | CompletionException | IllegalStateException e) {
            server.close();
            throw new IOException(
                    "the log in " + directory.raft() + " cannot be read ("
                            + innermost(e).getMessage()
                            + "); if it is corrupt, this node must not go on with it: keep the directory for inspection"
                            + " and replace the member",
                    e);
        }
    }

    /**
     * Empties a folder without a vote file: a power loss in the first moments of a node may leave other files in it, and
     * Ratis would refuse to make a log beside them. The vote file is durable before anything is acknowledged, and was
     * missed already ({@link #requireVotes}) if this node ever joined.
     */
    private static void forgetHalfMade(Path folder) throws IOException {
        if (!Files.isDirectory(folder) || Files.exists(folder.resolve(VOTE_FILE))) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /**
     * Lets a thread that dies, one of Ratis' above all, stop the node. One handler serves the whole process: of several
     * nodes in it (in tests) the one that started last hears.
     */
    static void stopOnDeadThreads(FailStop failStop) {
        // Ratis would end the process when the port is taken; as an exception it becomes our own last line. This also
        // makes Ratis put a handler of its own in place, which now would only log: ours has to come after it.
        ExitUtils.disableSystemExit();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> failStop.fail(
                "thread " + thread.getName() + " died (" + thrown + "): a node without it only looks alive", thrown));
    }

    private static Throwable innermost(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
