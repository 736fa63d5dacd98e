// A tour of S3 by AWS's SDK for JavaScript; prints ok, or fails with what differed.
const assert = require("node:assert/strict");
const { Readable } = require("node:stream");
const s3 = require("@aws-sdk/client-s3");

const Bucket = "javascript";
const PART_BYTES = 5 << 20;
const client = new s3.S3Client({ endpoint: process.env.ENDPOINT, region: "us-east-1", forcePathStyle: true });
const call = (name, input) => client.send(new s3[`${name}Command`]({ Bucket, ...input }));

async function oneObject() {
  const put = await call("PutObject", { Key: "a b/ü", Body: "text", Metadata: { step: "load" } });
  assert.ok(put.ChecksumCRC32);
  const got = await call("GetObject", { Key: "a b/ü", ChecksumMode: "ENABLED" });
  assert.equal(await got.Body.transformToString(), "text");
  assert.equal(got.Metadata.step, "load");
  const range = await call("GetObject", { Key: "a b/ü", Range: "bytes=1-2" });
  assert.equal(await range.Body.transformToString(), "ex");
}

// A stream's checksum follows it, in a trailer.
async function streamed() {
  const Body = Readable.from([Buffer.alloc(70000, "x"), Buffer.from("end")]);
  await call("PutObject", { Key: "streamed", Body, ContentLength: 70003, ChecksumAlgorithm: "SHA256" });
  const got = await call("GetObject", { Key: "streamed", ChecksumMode: "ENABLED" });
  assert.equal((await got.Body.transformToByteArray()).length, 70003);
}

async function inParts() {
  const { UploadId } = await call("CreateMultipartUpload", { Key: "big", ChecksumAlgorithm: "CRC32C" });
  const Parts = [];
  for (const [index, Body] of [Buffer.alloc(PART_BYTES, "1"), Buffer.from("2")].entries()) {
    const PartNumber = index + 1;
    const part = await call("UploadPart",
      { Key: "big", UploadId, PartNumber, Body, ChecksumAlgorithm: "CRC32C" });
    Parts.push({ PartNumber, ETag: part.ETag, ChecksumCRC32C: part.ChecksumCRC32C });
  }
  await call("CompleteMultipartUpload", { Key: "big", UploadId, MultipartUpload: { Parts } });
  assert.equal((await call("HeadObject", { Key: "big" })).ContentLength, PART_BYTES + 1);
}

async function listedAndRemoved() {
  const keys = [];
  for await (const page of s3.paginateListObjectsV2({ client, pageSize: 1 }, { Bucket })) {
    keys.push(...page.Contents.map((each) => each.Key));
  }
  assert.deepEqual(keys, ["a b/ü", "big", "streamed"]);
  await call("CopyObject", { Key: "copy", CopySource: `${Bucket}/big` });
  const Objects = [...keys, "copy"].map((Key) => ({ Key }));
  assert.equal((await call("DeleteObjects", { Delete: { Objects } })).Deleted.length, 4);
  await assert.rejects(call("GetObject", { Key: "big" }), { name: "NoSuchKey" });
}

async function main() {
  await call("CreateBucket", {});
  await oneObject();
  await streamed();
  await inParts();
  await listedAndRemoved();
  await call("DeleteBucket", {});
  console.log("ok");
}

main();
