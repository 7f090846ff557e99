package io.holdfast.etcd;

import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.holdfast.etcd.call.Admission;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.Leaderless;
import io.holdfast.etcd.call.OperatorsOnly;
import io.holdfast.etcd.cluster.AuthService;
import io.holdfast.etcd.cluster.ClusterService;
import io.holdfast.etcd.cluster.HealthService;
import io.holdfast.etcd.cluster.MaintenanceService;
import io.holdfast.etcd.http.JsonGateway;
import io.holdfast.etcd.kv.KvService;
import io.holdfast.etcd.lease.LeaseRpc;
import io.holdfast.etcd.lock.ElectionService;
import io.holdfast.etcd.lock.LockService;
import io.holdfast.etcd.watch.WatchService;
import io.holdfast.server.port.GatewayModule;
import io.holdfast.server.port.HttpRoutes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** etcd v3 on the client port: found by the server when this module's jar is on its class path. */
public final class EtcdGatewayModule implements GatewayModule {
    /** How long a reader of JSON may be gone without being missed. */
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final Executor progressLater;
    private final Executor leaderlessLater;

    /** The module with etcd's own times. */
    public EtcdGatewayModule() {
        this(WatchService.PROGRESS_LATER, Leaderless.LATER);
    }

    /**
     * The module with other times.
     *
     * @param progressLater runs a task when watches are to hear of progress
     * @param leaderlessLater runs a task when streams have been without a leader for long enough
     */
    EtcdGatewayModule(Executor progressLater, Executor leaderlessLater) {
        this.progressLater = progressLater;
        this.leaderlessLater = leaderlessLater;
    }

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public List<ServerServiceDefinition> services(Ports ports) {
        Core core = new Core(ports);
        Leaderless leaderless = new Leaderless(ports.cluster(), leaderlessLater);
        Admission admission = new Admission();
        OperatorsOnly operators = new OperatorsOnly(MaintenanceService.FOR_OPERATORS);
        List<ServerServiceDefinition> definitions = new ArrayList<>();
        for (ServerServiceDefinition definition : List.of(
                new KvService(core).definition(),
                new LeaseRpc(core, leaderless).definition(),
                new WatchService(core, leaderless, progressLater).definition(),
                new LockService(core).definition(),
                new ElectionService(core).definition(),
                new ClusterService(core).definition(),
                new MaintenanceService(core).definition(),
                new AuthService(core).definition())) {
            definitions.add(ServerInterceptors.intercept(definition, leaderless, admission, operators));
        }
        definitions.add(new HealthService(ports.cluster()).bindService());
        definitions.add(ProtoReflectionServiceV1.newInstance().bindService());
        definitions.add(alphaReflection());
        return definitions;
    }

    @Override
    public List<HttpRoutes> routes(Ports ports, List<ServerServiceDefinition> services) {
        return List.of(new JsonGateway(services, MaintenanceService.VERSION, SILENCE));
    }

    /** What tools of before 2023 ask. */
    @SuppressWarnings("deprecation")
    private static ServerServiceDefinition alphaReflection() {
        return io.grpc.protobuf.services.ProtoReflectionService.newInstance().bindService();
    }
}
