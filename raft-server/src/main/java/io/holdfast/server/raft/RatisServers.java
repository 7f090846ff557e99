package io.holdfast.server.raft;

import io.holdfast.server.storage.DataDirectory;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
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
    private RatisServers() {}

    /** The Raft group of a cluster. */
    static RaftGroupId group(RaftOptions options) {
        return RaftGroupId.valueOf(options.groupId());
    }

    /** Where Ratis keeps term, vote and log segments. */
    static Path voteFolder(RaftOptions options, DataDirectory directory) {
        return directory
                .raft()
                .resolve("log")
                .resolve(options.groupId().toString())
                .resolve("current");
    }

    /**
     * Starts a server on a formatted directory. Returns once the log is read and the port is bound.
     *
     * @throws IOException if the port cannot be bound, or the log cannot be read
     */
    static RaftServer start(
            RaftOptions options,
            DataDirectory directory,
            TlsMaterial material,
            RatisStateMachine stateMachine,
            AppenderObserver observer,
            VoteFolder votes)
            throws IOException {
        // Ratis would end the process when the port is taken; as an exception it becomes our own last line.
        ExitUtils.disableSystemExit();
        Files.createDirectories(directory.raft());
        TornTail.repair(voteFolder(options, directory), directory.raft().resolve("torn"));
        Parameters parameters = new Parameters();
        BarrierGrpcFactory.equip(parameters, observer, votes);
        GrpcConfigKeys.TLS.setConf(parameters, PeerTls.of(material, options));
        PeerGuard guard = new PeerGuard(options.cluster(), votes, System::nanoTime);
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, (builder, types) -> builder.intercept(guard));
        RaftServer server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(options.node()))
                .setGroup(RaftGroup.valueOf(
                        group(options), Members.initial(options).byId().values()))
                // Opens what is there and formats only what is not: whether it may is decided before (Admission).
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setProperties(RatisSettings.of(options, directory.raft()))
                .setParameters(parameters)
                .setStateMachine(stateMachine)
                .build();
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

    private static Throwable innermost(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
