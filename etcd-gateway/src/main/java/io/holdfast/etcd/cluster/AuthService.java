package io.holdfast.etcd.cluster;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.holdfast.etcd.call.Core;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.call.Reply;
import io.holdfast.etcd.call.ServiceMethods;
import io.holdfast.etcd.proto.AuthDisableRequest;
import io.holdfast.etcd.proto.AuthDisableResponse;
import io.holdfast.etcd.proto.AuthEnableRequest;
import io.holdfast.etcd.proto.AuthEnableResponse;
import io.holdfast.etcd.proto.AuthRoleAddRequest;
import io.holdfast.etcd.proto.AuthRoleAddResponse;
import io.holdfast.etcd.proto.AuthRoleDeleteRequest;
import io.holdfast.etcd.proto.AuthRoleDeleteResponse;
import io.holdfast.etcd.proto.AuthRoleGetRequest;
import io.holdfast.etcd.proto.AuthRoleGetResponse;
import io.holdfast.etcd.proto.AuthRoleGrantPermissionRequest;
import io.holdfast.etcd.proto.AuthRoleGrantPermissionResponse;
import io.holdfast.etcd.proto.AuthRoleListRequest;
import io.holdfast.etcd.proto.AuthRoleListResponse;
import io.holdfast.etcd.proto.AuthRoleRevokePermissionRequest;
import io.holdfast.etcd.proto.AuthRoleRevokePermissionResponse;
import io.holdfast.etcd.proto.AuthRpcProto;
import io.holdfast.etcd.proto.AuthStatusRequest;
import io.holdfast.etcd.proto.AuthStatusResponse;
import io.holdfast.etcd.proto.AuthUserAddRequest;
import io.holdfast.etcd.proto.AuthUserAddResponse;
import io.holdfast.etcd.proto.AuthUserChangePasswordRequest;
import io.holdfast.etcd.proto.AuthUserChangePasswordResponse;
import io.holdfast.etcd.proto.AuthUserDeleteRequest;
import io.holdfast.etcd.proto.AuthUserDeleteResponse;
import io.holdfast.etcd.proto.AuthUserGetRequest;
import io.holdfast.etcd.proto.AuthUserGetResponse;
import io.holdfast.etcd.proto.AuthUserGrantRoleRequest;
import io.holdfast.etcd.proto.AuthUserGrantRoleResponse;
import io.holdfast.etcd.proto.AuthUserListRequest;
import io.holdfast.etcd.proto.AuthUserListResponse;
import io.holdfast.etcd.proto.AuthUserRevokeRoleRequest;
import io.holdfast.etcd.proto.AuthUserRevokeRoleResponse;
import io.holdfast.etcd.proto.AuthenticateRequest;
import io.holdfast.etcd.proto.AuthenticateResponse;

/**
 * {@code etcdserverpb.Auth}: who a caller is, its certificate says; there are no users and no passwords, so every call is
 * answered as by an etcd whose authentication is not enabled.
 */
public final class AuthService {
    /** The revision of an authentication store that nothing was ever written to. */
    private static final long UNTOUCHED = 1;

    private final Core core;

    /** The service over this core. */
    public AuthService(Core core) {
        this.core = core;
    }

    /** The service. */
    public ServerServiceDefinition definition() {
        return new ServiceMethods(AuthRpcProto.getDescriptor(), "Auth")
                .unary(
                        "AuthEnable",
                        AuthEnableRequest.getDefaultInstance(),
                        AuthEnableResponse.getDefaultInstance(),
                        this::authEnable)
                .unary(
                        "AuthDisable",
                        AuthDisableRequest.getDefaultInstance(),
                        AuthDisableResponse.getDefaultInstance(),
                        this::authDisable)
                .unary(
                        "AuthStatus",
                        AuthStatusRequest.getDefaultInstance(),
                        AuthStatusResponse.getDefaultInstance(),
                        this::authStatus)
                .unary(
                        "Authenticate",
                        AuthenticateRequest.getDefaultInstance(),
                        AuthenticateResponse.getDefaultInstance(),
                        this::authenticate)
                .unary(
                        "UserAdd",
                        AuthUserAddRequest.getDefaultInstance(),
                        AuthUserAddResponse.getDefaultInstance(),
                        this::userAdd)
                .unary(
                        "UserGet",
                        AuthUserGetRequest.getDefaultInstance(),
                        AuthUserGetResponse.getDefaultInstance(),
                        this::userGet)
                .unary(
                        "UserList",
                        AuthUserListRequest.getDefaultInstance(),
                        AuthUserListResponse.getDefaultInstance(),
                        this::userList)
                .unary(
                        "UserDelete",
                        AuthUserDeleteRequest.getDefaultInstance(),
                        AuthUserDeleteResponse.getDefaultInstance(),
                        this::userDelete)
                .unary(
                        "UserChangePassword",
                        AuthUserChangePasswordRequest.getDefaultInstance(),
                        AuthUserChangePasswordResponse.getDefaultInstance(),
                        this::userChangePassword)
                .unary(
                        "UserGrantRole",
                        AuthUserGrantRoleRequest.getDefaultInstance(),
                        AuthUserGrantRoleResponse.getDefaultInstance(),
                        this::userGrantRole)
                .unary(
                        "UserRevokeRole",
                        AuthUserRevokeRoleRequest.getDefaultInstance(),
                        AuthUserRevokeRoleResponse.getDefaultInstance(),
                        this::userRevokeRole)
                .unary(
                        "RoleAdd",
                        AuthRoleAddRequest.getDefaultInstance(),
                        AuthRoleAddResponse.getDefaultInstance(),
                        this::roleAdd)
                .unary(
                        "RoleGet",
                        AuthRoleGetRequest.getDefaultInstance(),
                        AuthRoleGetResponse.getDefaultInstance(),
                        this::roleGet)
                .unary(
                        "RoleList",
                        AuthRoleListRequest.getDefaultInstance(),
                        AuthRoleListResponse.getDefaultInstance(),
                        this::roleList)
                .unary(
                        "RoleDelete",
                        AuthRoleDeleteRequest.getDefaultInstance(),
                        AuthRoleDeleteResponse.getDefaultInstance(),
                        this::roleDelete)
                .unary(
                        "RoleGrantPermission",
                        AuthRoleGrantPermissionRequest.getDefaultInstance(),
                        AuthRoleGrantPermissionResponse.getDefaultInstance(),
                        this::roleGrantPermission)
                .unary(
                        "RoleRevokePermission",
                        AuthRoleRevokePermissionRequest.getDefaultInstance(),
                        AuthRoleRevokePermissionResponse.getDefaultInstance(),
                        this::roleRevokePermission)
                .definition();
    }

    private void authStatus(AuthStatusRequest request, StreamObserver<AuthStatusResponse> observer) {
        Reply.send(
                observer,
                AuthStatusResponse.newBuilder()
                        .setHeader(core.headers().now())
                        .setEnabled(false)
                        .setAuthRevision(UNTOUCHED)
                        .build());
    }

    private void authEnable(AuthEnableRequest request, StreamObserver<AuthEnableResponse> observer) {
        Reply.refuse(observer, EtcdError.ROOT_USER_NOT_FOUND.status());
    }

    private void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> observer) {
        notEnabled(observer);
    }

    private void userAdd(AuthUserAddRequest request, StreamObserver<AuthUserAddResponse> observer) {
        notEnabled(observer);
    }

    private void userGet(AuthUserGetRequest request, StreamObserver<AuthUserGetResponse> observer) {
        notEnabled(observer);
    }

    private void userList(AuthUserListRequest request, StreamObserver<AuthUserListResponse> observer) {
        notEnabled(observer);
    }

    private void userDelete(AuthUserDeleteRequest request, StreamObserver<AuthUserDeleteResponse> observer) {
        notEnabled(observer);
    }

    private void userChangePassword(
            AuthUserChangePasswordRequest request, StreamObserver<AuthUserChangePasswordResponse> observer) {
        notEnabled(observer);
    }

    private void userGrantRole(AuthUserGrantRoleRequest request, StreamObserver<AuthUserGrantRoleResponse> observer) {
        notEnabled(observer);
    }

    private void userRevokeRole(
            AuthUserRevokeRoleRequest request, StreamObserver<AuthUserRevokeRoleResponse> observer) {
        notEnabled(observer);
    }

    private void roleAdd(AuthRoleAddRequest request, StreamObserver<AuthRoleAddResponse> observer) {
        notEnabled(observer);
    }

    private void roleGet(AuthRoleGetRequest request, StreamObserver<AuthRoleGetResponse> observer) {
        notEnabled(observer);
    }

    private void roleList(AuthRoleListRequest request, StreamObserver<AuthRoleListResponse> observer) {
        notEnabled(observer);
    }

    private void roleDelete(AuthRoleDeleteRequest request, StreamObserver<AuthRoleDeleteResponse> observer) {
        notEnabled(observer);
    }

    private void roleGrantPermission(
            AuthRoleGrantPermissionRequest request, StreamObserver<AuthRoleGrantPermissionResponse> observer) {
        notEnabled(observer);
    }

    private void roleRevokePermission(
            AuthRoleRevokePermissionRequest request, StreamObserver<AuthRoleRevokePermissionResponse> observer) {
        notEnabled(observer);
    }

    private void authDisable(AuthDisableRequest request, StreamObserver<AuthDisableResponse> observer) {
        notEnabled(observer);
    }

    private static void notEnabled(StreamObserver<?> observer) {
        Reply.refuse(observer, EtcdError.AUTH_NOT_ENABLED.status());
    }
}
