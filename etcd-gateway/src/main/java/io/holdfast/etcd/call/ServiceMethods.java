package io.holdfast.etcd.call;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The methods of one service of a schema, each with what carries it out. Every method of the schema must be given, and no
 * other: {@link #definition} checks it.
 *
 * <p>Stubs are not generated: the generator is a program for one platform, and this is all of it that a server needs.
 */
public final class ServiceMethods {
    private final ServiceDescriptor schema;
    private final Map<MethodDescriptor<?, ?>, ServerCallHandler<?, ?>> handlers = new LinkedHashMap<>();

    /** No methods yet, of this service of this file. */
    public ServiceMethods(FileDescriptor file, String service) {
        this.schema = file.findServiceByName(service);
    }

    /** One request, one answer. */
    public <A extends Message, B extends Message> ServiceMethods unary(
            String name, A request, B response, ServerCalls.UnaryMethod<A, B> method) {
        return add(MethodType.UNARY, name, request, response, ServerCalls.asyncUnaryCall(method));
    }

    /** One request, many answers. */
    public <A extends Message, B extends Message> ServiceMethods answersMany(
            String name, A request, B response, ServerCalls.ServerStreamingMethod<A, B> method) {
        return add(MethodType.SERVER_STREAMING, name, request, response, ServerCalls.asyncServerStreamingCall(method));
    }

    /** Many of both. */
    public <A extends Message, B extends Message> ServiceMethods stream(
            String name, A request, B response, ServerCalls.BidiStreamingMethod<A, B> method) {
        return add(MethodType.BIDI_STREAMING, name, request, response, ServerCalls.asyncBidiStreamingCall(method));
    }

    private <A extends Message, B extends Message> ServiceMethods add(
            MethodType type, String name, A request, B response, ServerCallHandler<A, B> handler) {
        MethodDescriptor<A, B> method = MethodDescriptor.<A, B>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(schema.getFullName(), name))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
        handlers.put(method, handler);
        return this;
    }

    /**
     * The service.
     *
     * @throws IllegalStateException if the methods are not those of the schema
     */
    public ServerServiceDefinition definition() {
        io.grpc.ServiceDescriptor.Builder descriptor =
                io.grpc.ServiceDescriptor.newBuilder(schema.getFullName()).setSchemaDescriptor(new Schema(schema));
        handlers.keySet().forEach(descriptor::addMethod);
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        handlers.forEach((method, handler) -> add(definition, method, handler));
        if (handlers.size() != schema.getMethods().size()
                || handlers.keySet().stream().anyMatch(method -> !isInSchema(method))) {
            throw new IllegalStateException(schema.getFullName() + " has other methods than " + handlers.keySet());
        }
        return definition.build();
    }

    private boolean isInSchema(MethodDescriptor<?, ?> method) {
        var found = schema.findMethodByName(String.valueOf(method.getBareMethodName()));
        return found != null
                && found.isServerStreaming() == !method.getType().serverSendsOneMessage()
                && found.isClientStreaming() == !method.getType().clientSendsOneMessage();
    }

    @SuppressWarnings("unchecked") // Both were put in together, by the same types.
    private static <A, B> void add(
            ServerServiceDefinition.Builder definition,
            MethodDescriptor<A, B> method,
            ServerCallHandler<?, ?> handler) {
        definition.addMethod(method, (ServerCallHandler<A, B>) handler);
    }

    /** What server reflection asks of a service. */
    private record Schema(ServiceDescriptor service)
            implements ProtoServiceDescriptorSupplier, ProtoFileDescriptorSupplier {
        @Override
        public FileDescriptor getFileDescriptor() {
            return service.getFile();
        }

        @Override
        public ServiceDescriptor getServiceDescriptor() {
            return service;
        }
    }
}
