/** Files such as operators have, one of each kind; written for these tests. */

export const KEEPALIVED_CONF = `! director of the first site
global_defs {
    router_id dir1
    vrrp_version 3
    vrrp_garp_master_repeat 2
    notification_email {
        noc@example.net
    }
}

vrrp_script sip_is_up {
    script "/usr/bin/pgrep -x kamailio"   # the process, not the service
    interval 2
    fall 3
    weight -60
}

vrrp_track_process rtp {
    process rtpengine
    delay 1
}

vrrp_instance SIP {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 150
    advert_int 0.2
    authentication {
        auth_type PASS
        auth_pass s3cret
    }
    virtual_ipaddress {
        192.0.2.10/24 dev eth0
        192.0.2.11/24
    }
    unicast_src_ip 192.0.2.2
    unicast_peer {
        192.0.2.3
    }
    track_script {
        sip_is_up
    }
    track_process {
        rtp weight -20
    }
    notify "/etc/keepalived/notify.sh"
}

vrrp_sync_group BOTH {
    group { SIP }
}
virtual_server 192.0.2.10 5060 {
    delay_loop 4
    lvs_sched sh
    protocol UDP
    real_server 192.0.2.21 5060 {
        MISC_CHECK {
            misc_path "/usr/bin/sipsak -s sip:192.0.2.21"
            misc_timeout 3
        }
    }
    real_server 192.0.2.22 5060 {
        weight 3
    }
}
`;

export const COROSYNC_CONF = `# three nodes and an arbiter
totem {
    version: 2
    cluster_name: sip
    transport: knet
    token: 1000
    crypto_cipher: aes256
    interface {
        linknumber: 0
        knet_transport: udp
    }
}
nodelist {
    node {
        name: db1
        nodeid: 1
        ring0_addr: 10.1.0.1
        ring1_addr: 10.2.0.1
    }
    node {
        name: db2
        nodeid: 2
        ring0_addr: 10.1.0.2
    }
    node {
        name: db3
        nodeid: 3
        ring0_addr: 10.1.0.3
        quorum_votes: 2
    }
}
quorum {
    provider: corosync_votequorum
    device {
        model: net
        votes: 1
        net {
            host: arbiter.example.net
            algorithm: lms
        }
    }
}
logging {
    to_syslog: yes
    timestamp: on
}
`;

export const CIB_XML = `<?xml version="1.0"?>
<cib validate-with="pacemaker-3.9" epoch="12" num_updates="0" admin_epoch="0">
  <configuration>
    <crm_config>
      <cluster_property_set id="opts">
        <nvpair id="o1" name="stonith-enabled" value="false"/>
        <nvpair id="o2" name="cluster-recheck-interval" value="2min"/>
        <nvpair id="o3" name="cluster-name" value="sip"/>
      </cluster_property_set>
    </crm_config>
    <nodes>
      <node id="1" uname="sip1"/>
      <node id="2" uname="sip2"/>
    </nodes>
    <resources>
      <group id="front">
        <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
          <instance_attributes id="vip-a">
            <nvpair id="vip-ip" name="ip" value="192.0.2.10"/>
          </instance_attributes>
          <operations>
            <op id="vip-m" name="monitor" interval="10s" timeout="5s"/>
          </operations>
        </primitive>
        <primitive id="kam" class="systemd" type="kamailio">
          <meta_attributes id="kam-m">
            <nvpair id="kam-t" name="migration-threshold" value="3"/>
            <nvpair id="kam-f" name="failure-timeout" value="PT1M30S"/>
          </meta_attributes>
          <operations>
            <op id="kam-mon" name="monitor" interval="500ms" on-fail="standby"/>
            <op id="kam-off" name="monitor" interval="5s" enabled="false"/>
            <op id="kam-start" name="start" interval="0" timeout="90"/>
          </operations>
        </primitive>
      </group>
      <clone id="rtp-clone">
        <primitive id="rtp" class="systemd" type="rtpengine"/>
      </clone>
      <primitive id="ipmi" class="stonith" type="fence_ipmilan"/>
    </resources>
    <constraints>
      <rsc_location id="l1" rsc="front" node="sip1" score="50"/>
      <rsc_colocation id="c1" rsc="front" with-rsc="rtp-clone" score="INFINITY"/>
      <rsc_order id="first1" first="rtp-clone" then="front"/>
    </constraints>
    <rsc_defaults>
      <meta_attributes id="rd">
        <nvpair id="rd1" name="resource-stickiness" value="100"/>
      </meta_attributes>
    </rsc_defaults>
    <op_defaults>
      <meta_attributes id="od">
        <nvpair id="od1" name="timeout" value="15s"/>
      </meta_attributes>
    </op_defaults>
  </configuration>
  <status/>
</cib>
`;

export const KAMAILIO_CFG = `#!KAMAILIO
#!define WITH_DISPATCH
#!define SET 1
#!substdef "!LISTEN_IP!192.0.2.2!g"
#!subst "/DBHOST/db.example.net/"
/* director
   of the first site */
debug=2
children=4
listen=udp:LISTEN_IP:5060 advertise 198.51.100.7:5060
listen=tcp:LISTEN_IP:5060 // and TCP
tcp_connection_lifetime=3605

loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "/usr/lib/kamailio/modules/usrloc.so"
loadmodule "registrar.so"
#!ifdef WITH_DISPATCH
loadmodule "dispatcher.so"
modparam("dispatcher", "list_file", "/etc/kamailio/dispatcher.list")
modparam("dispatcher", "ds_ping_interval", 3)
modparam("dispatcher", "flags", 2)
#!else
loadmodule "drouting.so"
#!endif
modparam("tm", "fr_timer", 2000)
modparam("registrar", "received_avp", "$avp(rcv)")
modparam("usrloc", "db_mode", 2)
modparam("usrloc", "db_url", "mysql://kam:secret@DBHOST/kamailio")
loadmodule "pv.so"
loadmodule "xlog.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "db_mysql.so"

request_route {
    if (!has_totag()) record_route();
    if (is_method("REGISTER")) {
        if (!save("location")) sl_reply_error();
        exit;
    }
    xlog("L_INFO", "t_relay() is not called here\\n");
    route(DISPATCH);
}

route[DISPATCH] {
    if (!ds_select_dst(SET, "4")) {
        send_reply("503", "No destination");
        exit;
    }
    t_on_failure("NEXT");
    t_relay();
    exit;
}

route[UNUSED] {
    lookup("location");
}

failure_route[NEXT] {
    if (t_check_status("503") || (t_branch_timeout() and !t_branch_replied())) {
        if (ds_next_dst()) { t_relay(); exit; }
    }
}

event_route[dispatcher:dst-down] { xlog("down $ru\\n"); }
`;

export const DISPATCHER_LIST = `# setid destination flags priority attributes
1 sip:192.0.2.21:5060 0 10 duid=a;weight=70;maxload=200
1 sip:192.0.2.22:5060 8 5 duid=b;weight=30   # probing
2 sip:gw.example.net;transport=tcp
`;

export const OPENSIPS_CFG = `log_level=3
udp_workers=6
socket=udp:192.0.2.5:5060 as 198.51.100.8
socket=tcp:[2001:db8::5]:5060
mpath="/usr/lib/x86_64-linux-gnu/opensips/modules/"
loadmodule "proto_udp.so"
loadmodule "tm.so"
modparam("tm", "fr_timeout", 5)
modparam("tm", "fr_inv_timeout", 30)
loadmodule "usrloc.so"
modparam("usrloc", "working_mode_preset", "full-sharing-cluster")
modparam("usrloc", "location_cluster", 1)
loadmodule "clusterer.so"
modparam("clusterer", "my_node_id", 2)
loadmodule "dispatcher.so"
modparam("dispatcher", "ds_ping_interval", 10)

route{
    if (!ds_select_dst(1, 4, "f")) {
        send_reply(503, "Service Unavailable");
        exit;
    }
    t_on_failure("missed");
    if (!t_relay())
        send_reply(500, "Internal Error");
}
failure_route[missed] {
    if (ds_next_dst()) t_relay();
}
`;

export const HAPROXY_CFG = `global
    maxconn 4000
    log /dev/log local0

defaults
    mode tcp
    timeout connect 5s
    timeout client 50000
    timeout server 1m
    retries 2
    option redispatch
    default-server inter 3s fall 2

frontend sip_tcp
    bind 192.0.2.10:5060
    default_backend registrars

backend registrars
    balance source
    option tcp-check
    tcp-check connect
    timeout check 1500ms
    server reg1 192.0.2.21:5060 check weight 20
    server reg2 192.0.2.22:5060 check inter 1s downinter 10s rise 3 backup
    server reg3 [2001:db8::3]:5060 no-check on-marked-down shutdown-sessions # being built

defaults plain
    mode http

listen stats
    bind :8404
    no option redispatch
    stats enable
    server-template pod 1-3 pods.example.net:80 check resolvers kube init-addr none

resolvers kube
    nameserver dns1 10.0.0.10:53
    hold nx 5s
`;

export const ZONE = `$ORIGIN example.com.
$TTL 1h
@   IN SOA ns1 hostmaster (
        2026113001 ; serial
        7200 600 1209600
        300 )      ; negative answers
    IN NS ns1
    IN NAPTR 10 50 "s" "SIP+D2U" "" _sip._udp
    IN NAPTR 20 50 "s" "sip+d2t" "" _sip._tcp.example.com.
_sip._udp 60 IN SRV 10 60 5060 sip1
_sip._udp 60 IN SRV 10 40 5060 sip2
_sip._udp IN 5m SRV 20 0 5060 sip3.example.net.
sip1  A     192.0.2.21
      AAAA  2001:db8::21
sip2  300 A 192.0.2.22
www   CNAME sip1
mail  MX 10 mx
`;

export const MY_CNF = `[client]
port = 3306

[mysqld]
bind-address = 0.0.0.0
innodb_flush_log_at_trx_commit=2
skip-name-resolve
binlog_format = ROW

[galera]
wsrep_on = ON
wsrep_provider = /usr/lib/galera/libgalera_smm.so
wsrep_cluster_address = "gcomm://10.1.0.1,10.1.0.2:4567,10.1.0.3?pc.wait_prim=no"
wsrep-node-address = 10.1.0.1   # this one
loose_wsrep_sst_method = mariabackup
wsrep_provider_options = "evs.suspect_timeout=PT2.5S; evs.inactive_timeout=PT10S; gcache.size=1G"
`;

/** One file of each kind. */
export const BY_KIND = [
  ["keepalived", KEEPALIVED_CONF],
  ["corosync", COROSYNC_CONF],
  ["pacemaker", CIB_XML],
  ["kamailio", KAMAILIO_CFG],
  ["opensips", OPENSIPS_CFG],
  ["dispatcher-list", DISPATCHER_LIST],
  ["haproxy", HAPROXY_CFG],
  ["zone", ZONE],
  ["mariadb", MY_CNF],
] as const;
