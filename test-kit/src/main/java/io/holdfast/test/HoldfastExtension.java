package io.holdfast.test;

import io.holdfast.client.HoldfastClient;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link HoldfastTest} stands for. It has no state of its own: the cluster lives in the store of its class. */
public final class HoldfastExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace OURS = Namespace.create(HoldfastExtension.class);

    /** For JUnit. */
    public HoldfastExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (running(context) == null) {
            Class<?> owner = context.getRequiredTestClass();
            HoldfastTest wanted = owner.getAnnotation(HoldfastTest.class);
            int nodes = wanted == null ? 1 : wanted.nodes();
            context.getStore(OURS).put(Running.class, new Running(owner, HoldfastTestCluster.start(nodes)));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Running running = running(context);
        // Nested classes use the cluster of the class around them.
        if (running != null && running.owner() == context.getRequiredTestClass()) {
            running.cluster().close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        cluster(context).repair();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == HoldfastTestCluster.class || type == HoldfastClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        HoldfastTestCluster cluster = cluster(context);
        return parameter.getParameter().getType() == HoldfastClient.class ? cluster.client() : cluster;
    }

    private static HoldfastTestCluster cluster(ExtensionContext context) {
        return Objects.requireNonNull(
                        running(context), "no cluster: the extension belongs on the class, by @HoldfastTest")
                .cluster();
    }

    private static @Nullable Running running(ExtensionContext context) {
        return context.getStore(OURS).get(Running.class, Running.class);
    }

    private record Running(Class<?> owner, HoldfastTestCluster cluster) {}
}
