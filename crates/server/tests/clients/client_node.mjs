// @alicloud/ecs20140526 and @alicloud/pop-core: node client_node.mjs ADDRESS prints what worked as JSON.
import { createRequire } from 'node:module';

const require = createRequire(process.env.NODE_CLIENTS + '/');
const ecs = require('@alicloud/ecs20140526');
const { Config } = require('@alicloud/openapi-core').$OpenApiUtil;
const Pop = require('@alicloud/pop-core');
const address = process.argv[2];
const region = { RegionId: 'cn-hangzhou' };
const create = { ...region, ImageId: 'm-1', InstanceType: 'ecs.g7.large', VSwitchId: 'vsw-1' };

const admin = (method, path, body) =>
  fetch(`http://${address}/_lifecycle/${path}?Account=clients`, { method, body: body && JSON.stringify(body) });

function check(condition, message) {
  if (!condition) throw new Error(message);
}

async function walk(name, call, wrong) {
  await admin('POST', 'reset');
  const done = {};
  const ok = async (action, parameters = {}, what = action) => {
    const answer = await call(action, parameters);
    done[action] = done[what] = 'ok';
    return answer;
  };
  const refused = async (code, action, parameters, what, by = call) => {
    let found = 'no error';
    try { await by(action, parameters); } catch (error) { found = error.code; }
    check(found === code, `${name} ${action}: ${found} instead of ${code}`);
    done[what] = 'ok';
  };
  const one = (await ok('CreateInstance', create)).InstanceId;
  await ok('StartInstance', { InstanceId: one });
  await ok('StopInstance', { InstanceId: one, StoppedMode: 'KeepCharging' }, 'StopInstance KeepCharging');
  await ok('StartInstance', { InstanceId: one });
  await ok('StopInstance', { InstanceId: one, StoppedMode: 'StopCharging' }, 'StopInstance StopCharging');
  const attribute = await ok('DescribeInstanceAttribute', { InstanceId: one });
  check(attribute.StoppedMode === 'StopCharging', JSON.stringify(attribute));
  await ok('StartInstance', { InstanceId: one });
  await ok('RebootInstance', { InstanceId: one, ForceStop: true });
  await ok('ModifyInstanceAttribute', { InstanceId: one, InstanceName: 'renamed' });
  await ok('ModifyInstanceAutoReleaseTime', { InstanceId: one });
  await ok('DescribeRegions');
  await ok('DescribeZones', region);
  await refused('DryRunOperation', 'StopInstance', { InstanceId: one, DryRun: true }, 'dry run');
  await refused('InvalidParameter', 'StopInstance', { InstanceId: one, ForceStop: 'abc' }, 'invalid boolean');
  await refused('InvalidInstanceId.NotFound', 'StopInstance', { InstanceId: 'i-none' }, 'unknown id');
  await refused('IncorrectInstanceStatus', 'StartInstance', { InstanceId: one }, 'error of a rule');
  const many = (await ok('RunInstances', { ...create, Amount: 23, ClientToken: 't' })).InstanceIdSets.InstanceIdSet;
  const again = (await ok('RunInstances', { ...create, Amount: 23, ClientToken: 't' }, 'client token')).InstanceIdSets;
  check(JSON.stringify(again.InstanceIdSet) === JSON.stringify(many), 'the same instances');
  const ids = many.slice(0, 3);
  const stopped = await ok('StopInstances', { ...region, InstanceId: ids });
  check(stopped.InstanceResponses.InstanceResponse.every((item) => item.CurrentStatus === 'Stopping'), 'stopping');
  await refused('DRYRUN.SUCCESS', 'StartInstances', { ...region, InstanceId: ids, DryRun: true }, 'dry run, plural');
  await ok('StartInstances', { ...region, InstanceId: ids });
  await ok('RebootInstances', { ...region, InstanceId: ids, ForceReboot: true });
  const mixed = [ids[0], 'i-none'];
  const first = await ok('StopInstances', { ...region, InstanceId: mixed, BatchOptimization: 'SuccessFirst' }, 'SuccessFirst');
  check(first.InstanceResponses.InstanceResponse[1].Code === 'InvalidInstanceId.NotFound', 'an item is refused');
  await refused('InvalidInstanceId.NotFound', 'StopInstances', { ...region, InstanceId: [...mixed].reverse() }, 'AllTogether');
  let found = [];
  for (const PageNumber of [1, 2, 3]) {
    const page = await ok('DescribeInstances', { ...region, PageNumber, PageSize: 10 }, 'paging by number');
    found = found.concat(page.Instances.Instance.map((record) => record.InstanceId));
  }
  let token; let paged = [];
  do {
    const page = await ok('DescribeInstances', { ...region, MaxResults: 10, ...(token && { NextToken: token }) }, 'paging by token');
    paged = paged.concat(page.Instances.Instance.map((record) => record.InstanceId));
    token = page.NextToken;
  } while (token);
  check(found.length === 24 && JSON.stringify(found) === JSON.stringify(paged), `${found.length} and ${paged.length}`);
  await ok('DescribeInstanceStatus', { ...region, PageSize: 50 });
  await ok('TagResources', { ...region, ResourceType: 'instance', ResourceId: ids, Tag: [{ Key: 'a', Value: 'b' }] });
  const tagged = await ok('DescribeInstances', { ...region, Tag: [{ Key: 'a', Value: 'b' }] }, 'filter by tag');
  check(tagged.TotalCount === 3, JSON.stringify(tagged.TotalCount));
  await ok('UntagResources', { ...region, ResourceType: 'instance', ResourceId: ids, TagKey: ['a'] });
  await ok('DeleteInstances', { ...region, InstanceId: ids, Force: true });
  await ok('StopInstance', { InstanceId: one }, 'StopInstance KeepCharging');
  await refused('ReopenInstance.InstanceStatusNotValid', 'ReActivateInstances', { InstanceId: one }, 'ReActivateInstances refused');
  await ok('DeleteInstance', { InstanceId: one });
  await refused('SignatureDoesNotMatch', 'DescribeRegions', {}, 'wrong signature', wrong);
  await admin('POST', 'faults', { Kind: 'Throttling', Times: 1 });
  await refused('Throttling', 'DescribeInstances', region, 'throttled, not tried again');
  return { name, done };
}

function tea(secret) {
  const client = new ecs.default(new Config({
    accessKeyId: 'client-id', accessKeySecret: secret, endpoint: address, protocol: 'http', regionId: 'cn-hangzhou',
  }));
  const lower = (text) => text[0].toLowerCase() + text.slice(1);
  const vendor = (value) => {
    if (Array.isArray(value)) return value.map(vendor);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key[0].toUpperCase() + key.slice(1), vendor(inner)]));
  };
  return async (action, parameters) => {
    const Request = ecs[`${action}Request`];
    const names = Object.fromEntries(Object.entries(Request.names()).map(([field, name]) => [name, field]));
    const types = Request.types();
    const fields = Object.entries(parameters).map(([name, value]) => {
      const field = names[name] ?? lower(name);
      const inner = types[field]?.itemType;
      const is = typeof inner === 'function' && Array.isArray(value);
      return [field, is ? value.map((one) => new inner(Object.fromEntries(Object.entries(one).map(([key, of]) => [lower(key), of])))) : value];
    });
    const answer = await client[lower(action)](new Request(Object.fromEntries(fields)));
    return vendor(JSON.parse(JSON.stringify(answer.body)));
  };
}

function pop(secret, options) {
  const client = new Pop({ accessKeyId: 'client-id', accessKeySecret: secret, endpoint: `http://${address}`, apiVersion: '2014-05-26' });
  return (action, parameters) => client.request(action, parameters, options);
}

const walks = [
  await walk('@alicloud/ecs20140526', tea('client-secret'), tea('wrong')),
  await walk('@alicloud/pop-core, GET', pop('client-secret', {}), pop('wrong', {})),
  await walk('@alicloud/pop-core, POST', pop('client-secret', { method: 'POST' }), pop('wrong', { method: 'POST' })),
];
console.log(JSON.stringify(walks));
