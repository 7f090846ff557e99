package io.holdfast.etcd.http;

import io.holdfast.server.port.HttpRoutes.Pace;
import java.util.Map;
import java.util.TreeMap;

/** Which path stands for which method: those of etcd 3.6. */
final class Routes {
    private static final Map<String, Route> ALL = new TreeMap<>();

    /**
     * A path's method.
     *
     * @param method its full name
     * @param pace how long it may take
     */
    record Route(String method, Pace pace) {}

    static {
        brief("etcdserverpb.KV", "kv", "Range", "Put", "DeleteRange", "Txn");
        brief("/v3/kv/compaction", "etcdserverpb.KV/Compact");
        patient("/v3/watch", "etcdserverpb.Watch/Watch");
        brief("/v3/lease/grant", "etcdserverpb.Lease/LeaseGrant");
        brief("/v3/lease/keepalive", "etcdserverpb.Lease/LeaseKeepAlive");
        for (String folder : new String[] {"/v3/lease/", "/v3/kv/lease/"}) {
            brief(folder + "revoke", "etcdserverpb.Lease/LeaseRevoke");
            brief(folder + "timetolive", "etcdserverpb.Lease/LeaseTimeToLive");
            brief(folder + "leases", "etcdserverpb.Lease/LeaseLeases");
        }
        for (String verb : new String[] {"Add", "Remove", "Update", "List", "Promote"}) {
            brief("/v3/cluster/member/" + lower(verb), "etcdserverpb.Cluster/Member" + verb);
        }
        brief(
                "etcdserverpb.Maintenance",
                "maintenance",
                "Alarm",
                "Status",
                "Defragment",
                "Hash",
                "HashKV",
                "Downgrade");
        brief("/v3/maintenance/transfer-leadership", "etcdserverpb.Maintenance/MoveLeader");
        patient("/v3/maintenance/snapshot", "etcdserverpb.Maintenance/Snapshot");
        patient("/v3/lock/lock", "v3lockpb.Lock/Lock");
        brief("/v3/lock/unlock", "v3lockpb.Lock/Unlock");
        patient("/v3/election/campaign", "v3electionpb.Election/Campaign");
        patient("/v3/election/observe", "v3electionpb.Election/Observe");
        brief("v3electionpb.Election", "election", "Proclaim", "Leader", "Resign");
        brief("/v3/auth/enable", "etcdserverpb.Auth/AuthEnable");
        brief("/v3/auth/disable", "etcdserverpb.Auth/AuthDisable");
        brief("/v3/auth/status", "etcdserverpb.Auth/AuthStatus");
        brief("/v3/auth/authenticate", "etcdserverpb.Auth/Authenticate");
        for (String verb : new String[] {"Add", "Get", "List", "Delete"}) {
            brief("/v3/auth/user/" + lower(verb), "etcdserverpb.Auth/User" + verb);
            brief("/v3/auth/role/" + lower(verb), "etcdserverpb.Auth/Role" + verb);
        }
        brief("/v3/auth/user/changepw", "etcdserverpb.Auth/UserChangePassword");
        brief("/v3/auth/user/grant", "etcdserverpb.Auth/UserGrantRole");
        brief("/v3/auth/user/revoke", "etcdserverpb.Auth/UserRevokeRole");
        brief("/v3/auth/role/grant", "etcdserverpb.Auth/RoleGrantPermission");
        brief("/v3/auth/role/revoke", "etcdserverpb.Auth/RoleRevokePermission");
    }

    private Routes() {}

    /** All of them, by path. */
    static Map<String, Route> all() {
        return Map.copyOf(ALL);
    }

    /** Methods whose paths are their names in a folder. */
    private static void brief(String service, String folder, String... methods) {
        for (String method : methods) {
            brief("/v3/" + folder + "/" + lower(method), service + "/" + method);
        }
    }

    private static void brief(String path, String method) {
        ALL.put(path, new Route(method, Pace.BRIEF));
    }

    private static void patient(String path, String method) {
        ALL.put(path, new Route(method, Pace.PATIENT));
    }

    private static String lower(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }
}
