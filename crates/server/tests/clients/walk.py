"""The same walk through the actions for every client in Python.

A client is a function `call(action, parameters)` that returns the answer as a dictionary and raises
`Refused(code)`. Lists are lists; the client writes them as it does.
"""


class Refused(Exception):
    """A call that got an error."""

    def __init__(self, code, status=None):
        super().__init__(code)
        self.code, self.status = code, status


class Walk:
    """Calls actions, and notes which ones worked."""

    def __init__(self, name, call, server):
        self.name, self.call, self.server, self.done = name, call, server, {}

    def ok(self, action, what=None, **parameters):
        """Makes a call that succeeds."""
        answer = self.call(action, parameters)
        self.done[action] = self.done[what or action] = "ok"
        return answer

    def refused(self, code, action, what=None, **parameters):
        """Makes a call that gets an error."""
        try:
            self.call(action, parameters)
        except Refused as refused:
            assert refused.code == code, f"{self.name} {action}: {refused.code} instead of {code}"
            self.done[what or f"{action} refused"] = "ok"
            return
        raise AssertionError(f"{self.name} {action}: no error instead of {code}")

    def status(self, instance, region="cn-hangzhou"):
        """Returns the status of an instance."""
        answer = self.ok("DescribeInstances", RegionId=region, InstanceIds=f'["{instance}"]')
        records = answer["Instances"]["Instance"]
        return records[0]["Status"] if records else "Released"

    def everything(self, lists=True):
        """Walks from the creation to the release."""
        region = {"RegionId": "cn-hangzhou"}
        new = {**region, "ImageId": "m-1", "InstanceType": "ecs.g7.large", "VSwitchId": "vsw-1"}
        self.refused("DryRunOperation", "RunInstances", "dry run", DryRun=True, **new)
        one = self.ok("CreateInstance", **new)["InstanceId"]
        assert self.status(one) == "Stopped"
        self.ok("StartInstance", InstanceId=one)
        assert self.status(one) == "Running"
        self.refused("IncorrectInstanceStatus", "StartInstance", "error of a rule", InstanceId=one)
        self.ok("StopInstance", "StopInstance KeepCharging", InstanceId=one, StoppedMode="KeepCharging")
        self.ok("StartInstance", InstanceId=one)
        self.ok("StopInstance", "StopInstance StopCharging", InstanceId=one, StoppedMode="StopCharging")
        answer = self.ok("DescribeInstanceAttribute", InstanceId=one)
        assert (answer["Status"], answer["StoppedMode"]) == ("Stopped", "StopCharging"), answer
        self.ok("StartInstance", InstanceId=one)
        self.ok("RebootInstance", InstanceId=one, ForceStop=True)
        self.refused("DryRunOperation", "StopInstance", "dry run", InstanceId=one, DryRun=True)
        self.refused("InvalidParameter", "StopInstance", "invalid boolean", InstanceId=one, ForceStop="abc")
        self.ok("ModifyInstanceAttribute", InstanceId=one, InstanceName="renamed")
        self.ok("ModifyInstanceAutoReleaseTime", InstanceId=one)
        self.ok("DescribeRegions")
        self.ok("DescribeZones", **region)
        self.refused("InvalidInstanceId.NotFound", "StopInstance", "unknown id", InstanceId="i-none")
        self.refused("ReopenInstance.InstanceStatusNotValid", "ReActivateInstances", InstanceId=self.stopped(one))
        if lists:
            many = self.ok("RunInstances", Amount=23, ClientToken="token", **new)["InstanceIdSets"]["InstanceIdSet"]
            assert len(many) == 23
            again = self.ok("RunInstances", "client token", Amount=23, ClientToken="token", **new)
            assert again["InstanceIdSets"]["InstanceIdSet"] == many
            self.paging(24)
            self.batches(many[:3])
            tags = [{"Key": "a", "Value": "b"}]
            self.ok("TagResources", ResourceType="instance", ResourceId=many[3:5], Tag=tags, **region)
            tagged = self.ok("DescribeInstances", "filter by tag", Tag=tags, **region)
            assert tagged["TotalCount"] == 2, tagged
            self.ok("UntagResources", ResourceType="instance", ResourceId=many[3:5], TagKey=["a"], **region)
        self.ok("DeleteInstance", InstanceId=one)
        assert self.status(one) == "Released"

    def stopped(self, instance):
        """Stops an instance, and returns its id."""
        self.ok("StopInstance", InstanceId=instance)
        return instance

    def paging(self, count):
        """Reads a list in pages, by number and by token."""
        region = {"RegionId": "cn-hangzhou"}
        found = []
        for number in (1, 2, 3):
            answer = self.ok("DescribeInstances", "paging by number", PageNumber=number, PageSize=10, **region)
            found += [record["InstanceId"] for record in answer["Instances"]["Instance"]]
        assert len(set(found)) == count and answer["TotalCount"] == count, answer["TotalCount"]
        token, paged = None, []
        while token != "":
            more = {"NextToken": token} if token else {}
            answer = self.ok("DescribeInstances", "paging by token", MaxResults=10, **more, **region)
            paged += [record["InstanceId"] for record in answer["Instances"]["Instance"]]
            token = answer["NextToken"]
        assert paged == found
        answer = self.ok("DescribeInstanceStatus", PageSize=50, **region)
        assert len(answer["InstanceStatuses"]["InstanceStatus"]) == count

    def batches(self, ids):
        """Calls the plural actions."""
        region = {"RegionId": "cn-hangzhou"}
        answer = self.ok("StopInstances", InstanceId=ids, StoppedMode="StopCharging", **region)
        items = answer["InstanceResponses"]["InstanceResponse"]
        assert [item["CurrentStatus"] for item in items] == ["Stopping"] * len(ids), items
        self.refused("DRYRUN.SUCCESS", "StartInstances", "dry run, plural", InstanceId=ids, DryRun=True, **region)
        self.ok("StartInstances", InstanceId=ids, **region)
        self.ok("RebootInstances", InstanceId=ids, ForceReboot=True, **region)
        mixed = [ids[0], "i-none"]
        answer = self.ok("StopInstances", "SuccessFirst", InstanceId=mixed, BatchOptimization="SuccessFirst", **region)
        items = answer["InstanceResponses"]["InstanceResponse"]
        assert [item["Code"] for item in items] == ["200", "InvalidInstanceId.NotFound"], items
        self.refused("InvalidInstanceId.NotFound", "StopInstances", "AllTogether", InstanceId=mixed[::-1], **region)
        self.ok("DeleteInstances", InstanceId=ids, Force=True, **region)

    def faults(self, wrong, retries):
        """Signs with a wrong secret, and is throttled. `retries` says whether the client tries again itself."""
        try:
            wrong("DescribeRegions", {})
        except Refused as refused:
            # The Python core finds that the server has signed the same text: then the secret is wrong.
            assert refused.code in ("SignatureDoesNotMatch", "InvalidAccessKeySecret"), refused.code
            self.done["wrong signature"] = "ok"
        else:
            raise AssertionError("a wrong signature is accepted")
        self.server.fault(Kind="Throttling", Times=1)
        if retries:
            self.ok("DescribeInstances", "throttled, tried again", RegionId="cn-hangzhou")
        else:
            self.refused("Throttling", "DescribeInstances", "throttled, not tried again", RegionId="cn-hangzhou")
