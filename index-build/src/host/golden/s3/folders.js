// The page of a folder is the index.html in it. A CloudFront function, for viewer requests.
function handler(event) {
  var request = event.request;
  if (request.uri.endsWith("/")) request.uri += "index.html";
  return request;
}
