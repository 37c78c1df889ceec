"""A PyTorch state_dict as the bytes that safetensors.torch.save_file writes; Debian has no package of safetensors."""
import json

DTYPES = {"torch.float64": "F64", "torch.int64": "I64", "torch.float32": "F32"}


def save(state, path, metadata=None):
    """The header, then the data by falling size of an element, then by name; PyTorch's users often give {"format": "pt"}."""
    header, data = {"__metadata__": metadata} if metadata else {}, b""
    for name, tensor in sorted(state.items(), key=lambda item: (-item[1].element_size(), item[0])):
        values = tensor.detach().cpu().contiguous().numpy().tobytes()
        header[name] = {"dtype": DTYPES[str(tensor.dtype)], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)
