/** Files of two nodes under corosync and pacemaker. */

/** A corosync.conf of two nodes. */
export const ring = (totem: string, quorum = "    provider: corosync_votequorum\n    two_node: 1\n") => ({
  "sip1/corosync.conf": [
    `totem {\n    version: 2\n    cluster_name: sip\n${totem}}\n`,
    ...[1, 2].map(
      (id) => `    node {\n        name: sip${id}\n        nodeid: ${id}\n        ring0_addr: 192.0.2.${id}\n    }\n`,
    ),
  ]
    .join("nodelist {\n")
    .replace(/(node \{[^}]*\}\n)nodelist \{\n/, "$1")
    .concat(`}\nquorum {\n${quorum}}\n`),
});

/** What differs from a healthy CIB. */
interface Cluster {
  readonly options?: string;
  readonly monitor?: string;
  readonly fence?: string;
}

const MONITOR =
  '          <operations>\n            <op id="kam-m" name="monitor" interval="10s" timeout="5s"/>\n          </operations>\n';
const FENCE = '      <primitive id="ipmi" class="stonith" type="fence_ipmilan"/>\n';
const ADDRESS =
  '        <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">\n          <instance_attributes id="vip-a">\n            <nvpair id="vip-ip" name="ip" value="192.0.2.10"/>\n          </instance_attributes>\n          <operations>\n            <op id="vip-m" name="monitor" interval="10s" timeout="5s"/>\n          </operations>\n        </primitive>\n';

/** A CIB of two nodes with an address and a SIP server. */
export const cib = ({ options = "", monitor = MONITOR, fence = FENCE }: Cluster = {}) => ({
  "sip1/cib.xml": [
    '<cib validate-with="pacemaker-3.9">\n  <configuration>\n    <crm_config>\n      <cluster_property_set id="opts">\n',
    '        <nvpair id="o1" name="cluster-name" value="sip"/>\n',
    `${options}      </cluster_property_set>\n    </crm_config>\n`,
    '    <nodes>\n      <node id="1" uname="sip1"/>\n      <node id="2" uname="sip2"/>\n    </nodes>\n    <resources>\n      <group id="front">\n',
    `${ADDRESS}        <primitive id="kam" class="systemd" type="kamailio">\n${monitor}        </primitive>\n      </group>\n${fence}`,
    "    </resources>\n    <constraints/>\n  </configuration>\n</cib>\n",
  ].join(""),
});
