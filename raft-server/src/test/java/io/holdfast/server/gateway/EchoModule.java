package io.holdfast.server.gateway;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.holdfast.server.port.GatewayModule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A module with one service that says back what it is told; found by the service loader in tests. */
public final class EchoModule implements GatewayModule {
    /** The service of the module that the service loader finds. */
    public static final String SERVICE = "test.v1.Echo";

    private final String service;

    public EchoModule() {
        this(SERVICE);
    }

    EchoModule(String service) {
        this.service = service;
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public List<ServerServiceDefinition> services(Ports ports) {
        return List.of(ServerServiceDefinition.builder(service)
                .addMethod(method(service), ServerCalls.asyncUnaryCall((request, observer) -> {
                    observer.onNext(request);
                    observer.onCompleted();
                }))
                .build());
    }

    public static MethodDescriptor<String, String> method(String service) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(service + "/Say")
                .setRequestMarshaller(new TextMarshaller())
                .setResponseMarshaller(new TextMarshaller())
                .build();
    }

    private static final class TextMarshaller implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
