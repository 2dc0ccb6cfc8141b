"""What SIPp says for many telephones at once: registrations, agents who answer, callers who hang up.

Its logs tell where each telephone's sound goes. Knows no sound. Ports of sound are the callers' ``field0`` and the
name in an agent's own contact, which comes back in the address of each INVITE.
"""

_REGISTER = """\
      REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]-[cseq]
      From: <sip:[field0]@[remote_ip]:[remote_port]>;tag=[pid]-[call_number]
      To: <sip:[field0]@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: [cseq] REGISTER
      Contact: <sip:[field2]@[local_ip]:[local_port]>
      Expires: 3600
"""
_END = """\
      Max-Forwards: 70
      Content-Length: 0
"""
REGISTRATION = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="registrations">
  <send retrans="500"><![CDATA[

{_REGISTER}{_END}
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="401" auth="true"/>
  <send retrans="500"><![CDATA[

{_REGISTER}      [field1]
{_END}
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="200"/>
</scenario>
"""

_ANSWER_HEADERS = """\
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]-[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[$port]@[local_ip]:[local_port]>
"""
AGENTS = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="agents">
  <recv request="OPTIONS" optional="true" next="asked">
    <action><ereg regexp="sip:([0-9]+)@" search_in="msg" assign_to="whole,port"/></action>
  </recv>
  <recv request="INVITE">
    <action>
      <ereg regexp="sip:([0-9]+)@" search_in="msg" assign_to="whole,port"/>
      <ereg regexp="m=audio ([0-9]+)" search_in="msg" assign_to="whole,remote"/>
    </action>
  </recv>
  <send><![CDATA[

      SIP/2.0 180 Ringing
{_ANSWER_HEADERS}      Content-Length: 0

  ]]></send>
  <send retrans="500"><![CDATA[

      SIP/2.0 200 OK
{_ANSWER_HEADERS}      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=- 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [local_ip]
      t=0 0
      m=audio [$port] RTP/AVP 0
      a=rtpmap:0 PCMU/8000

  ]]></send>
  <recv request="ACK">
    <action><log message="talks [$port] [$remote]"/></action>
  </recv>
  <recv request="BYE">
    <action><log message="over [$port]"/></action>
  </recv>
  <send next="end"><![CDATA[

      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0

  ]]></send>
  <label id="asked"/>
  <send><![CDATA[

      SIP/2.0 200 OK
{_ANSWER_HEADERS}      Content-Length: 0

  ]]></send>
  <nop><action><log message="asked [$port]"/><log message="[$whole]"/></action></nop>
  <label id="end"/>
  <nop/>
</scenario>
"""

CALLER = """\
<?xml version="1.0" encoding="UTF-8"?>
<scenario name="callers">
  <send retrans="500"><![CDATA[

      INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field1]@[local_ip]:[local_port]>;tag=[pid]-[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:[field1]@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=- 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [local_ip]
      t=0 0
      m=audio [field0] RTP/AVP 0
      a=rtpmap:0 PCMU/8000

  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true">
    <action><ereg regexp="m=audio ([0-9]+)" search_in="msg" assign_to="whole,remote"/></action>
  </recv>
  <send><![CDATA[

      ACK [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      [routes]
      From: <sip:[field1]@[local_ip]:[local_port]>;tag=[pid]-[call_number]
      [last_To:]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <nop><action><log message="talks [field0] [$remote]"/><log message="[$whole]"/></action></nop>
  <pause/>
  <nop><action><log message="over [field0]"/></action></nop>
  <pause milliseconds="200"/>
  <send retrans="500"><![CDATA[

      BYE [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      [routes]
      From: <sip:[field1]@[local_ip]:[local_port]>;tag=[pid]-[call_number]
      [last_To:]
      Call-ID: [call_id]
      CSeq: 2 BYE
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv response="200"/>
</scenario>
"""
